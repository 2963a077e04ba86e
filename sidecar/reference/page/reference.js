// Starts the reference: Swagger UI with the document of this server, the visitor's session, and the list of endpoints.
(() => {
  const { base } = document.body.dataset;
  const session = document.querySelector('.session');
  const filter = document.querySelector('nav input');
  let ui;

  // Endpoints that start, change or end a session.
  const changesSession = /\/(sign-|get-session|revoke|verify|magic-link|update-user|delete-user|admin\/(impersonate|stop))/;

  const showSession = (who) => {
    session.hidden = false;
    session.dataset.signedIn = Boolean(who);
    session.textContent = who ? `Signed in as ${who.email || who.name}` : 'Not signed in';
  };
  const findSession = () => fetch(`${base}/get-session?disableRefresh=1`, { credentials: 'same-origin' })
    .then((response) => (response.ok ? response.json() : null)).then((found) => showSession(found && found.user), () => {});

  // The document names the public address. Requests go to the address of this page, so that they have its session.
  const atThisAddress = (text) => {
    const spec = JSON.parse(text);
    const published = spec.servers[0].url;
    const here = location.origin + base;
    const moved = JSON.parse(text.replaceAll(published, here));
    moved.servers = [{ url: here }];
    return moved;
  };

  const show = (link) => {
    const { tag, id } = link.dataset;
    ui.layoutActions.show(['operations-tag', tag], true);
    ui.layoutActions.show(['operations', tag, id], true);
    document.querySelectorAll('nav [aria-current]').forEach((other) => other.removeAttribute('aria-current'));
    link.setAttribute('aria-current', 'true');
    requestAnimationFrame(() => {
      const section = document.getElementById(`operations-${tag.replaceAll(' ', '_')}-${id}`);
      section?.scrollIntoView({ block: 'start' });
      section?.querySelector('button')?.focus({ preventScroll: true });
    });
  };

  const listen = () => {
    const narrow = matchMedia('(max-width: 60rem)');
    const list = document.querySelector('nav details');
    list.open = !narrow.matches;
    document.querySelector('nav').addEventListener('click', (event) => {
      const link = event.target.closest('a');
      if (!link) return;
      event.preventDefault();
      history.replaceState(null, '', link.hash);
      if (narrow.matches) list.open = false;
      show(link);
    });
    filter.hidden = false;
    filter.addEventListener('input', () => {
      const wanted = filter.value.trim().toLowerCase();
      for (const group of document.querySelectorAll('nav section')) {
        let some = false;
        for (const item of group.querySelectorAll('li')) {
          const link = item.firstElementChild;
          item.hidden = !`${link.textContent} ${link.title} ${link.dataset.tag}`.toLowerCase().includes(wanted);
          some ||= !item.hidden;
        }
        group.hidden = !some;
      }
    });
  };

  const start = (spec) => {
    ui = window.SwaggerUIBundle({
      spec,
      dom_id: '#swagger-ui',
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      defaultModelExpandDepth: 4,
      displayRequestDuration: true,
      supportedSubmitMethods: ['get', 'post'],
      validatorUrl: null, // otherwise the document is sent to another host
      withCredentials: true,
      plugins: [window.neonauthSamples],
      responseInterceptor: (response) => {
        if (changesSession.test(response.url)) findSession();
        return response;
      },
      onComplete: () => {
        document.body.dataset.ready = 'true';
        const link = [...document.querySelectorAll('nav a')].find((a) => location.hash && a.hash === location.hash);
        if (link) show(link);
      },
    });
  };

  listen();
  findSession();
  fetch(`${base}/open-api/generate-schema`, { credentials: 'same-origin' })
    .then((response) => (response.ok ? response.text() : Promise.reject(response.status)))
    .then((text) => start(atThisAddress(text)))
    .catch(() => { document.querySelector('.failed').hidden = false; });
})();
