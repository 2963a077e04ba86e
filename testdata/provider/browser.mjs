// Signs in with a provider in a real browser: Debian's chromium. The app is at app.localhost, which is another site than
// the auth server's localhost, so the cookies of its requests are in a partition of their own.
// Environment: BASE (the auth base URL), PROVIDER (oidc-provider's issuer), PORT (of the app), NEXT (an app behind
// the SDK's Next code), CHROMIUM.
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const { BASE, PROVIDER, PORT, NEXT, CHROMIUM = '/usr/bin/chromium' } = process.env;
const app = `http://app.localhost:${PORT}`;
let failed = 0;
const check = async (name, run) => {
  try { await run(); console.log(`ok - ${name}`); } catch (error) { failed++; console.log(`not ok - ${name}: ${error.message.split('\n')[0]}`); }
};
const equal = (got, want) => { if (got !== want) throw new Error(`${got} instead of ${want}`); };

// What the SDK does in a page, without the SDK: the verifier leaves the address, and its session comes.
const script = `
  const api = (path, body) => fetch('${BASE}' + path, { credentials: 'include', ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
  const go = async (path, body) => { location.href = (await (await api(path, body)).json()).url; };
  async function popup() {
    const original = location.origin + '/in';
    const callbackURL = location.origin + '/auth/callback?neon_popup=1&neon_popup_callback=' + encodeURIComponent(original);
    const opened = window.open('about:blank', 'auth', 'width=400,height=500');
    const { url } = await (await api('/sign-in/social', { provider: 'kit', callbackURL, disableRedirect: true })).json();
    opened.location.href = url;
    const message = await new Promise((done) => addEventListener('message', (e) => e.data?.type === 'neon-auth:oauth-complete' && done(e.data)));
    await show(message.verifier);
  }
  async function show(verifier) {
    const response = await api('/get-session' + (verifier ? '?neon_auth_session_verifier=' + verifier : ''));
    document.title = (await response.json())?.user?.email ?? 'nobody';
  }
  const query = new URLSearchParams(location.search);
  const verifier = query.get('neon_auth_session_verifier');
  if (query.get('neon_popup') && window.opener) {
    window.opener.postMessage({ type: 'neon-auth:oauth-complete', verifier, originalCallback: query.get('neon_popup_callback') }, location.origin);
    window.close();
  } else if (query.get('error')) document.title = 'error ' + query.get('error') + location.hash;
  else show(verifier).then(() => verifier && history.replaceState(null, '', location.pathname + location.hash));`;
createServer((req, res) => {
  res.writeHead(200, { 'content-type': 'text/html' });
  if (req.url === '/frame') return res.end(`<!doctype html><iframe src="${app}/" width="400" height="300"></iframe>`);
  res.end(`<!doctype html><meta charset="utf-8"><button onclick="popup()">popup</button><script>${script}</script>`);
}).listen(Number(PORT), '127.0.0.1');

const mode = (more) => fetch(`${PROVIDER}/__mode`, { method: 'POST', body: JSON.stringify({ account: 'ann', approve: true, ...more }) });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'], timeout: 120000 });
const fresh = async () => {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(60000);
  return page;
};
const title = async (where, wanted) => {
  try { await where.waitForFunction((w) => document.title === w, wanted, { timeout: 60000 }); } catch { equal(await where.title(), wanted); }
};

await check('the app is at another site than auth: sign-in, a reload, sign-out', async () => {
  const page = await fresh();
  await page.goto(app);
  await title(page, 'nobody');
  await page.evaluate(() => go('/sign-in/social', { provider: 'kit', callbackURL: location.origin + '/in?a=1#part' }));
  await page.waitForURL(`${app}/in#part`);
  await title(page, 'ann@example.com');
  await page.reload();
  await title(page, 'ann@example.com');
  await page.evaluate(() => api('/sign-out', {}));
  await page.reload();
  await title(page, 'nobody');
});

await check('a popup signs a page in that is in a frame of another site', async () => {
  const page = await fresh();
  await page.goto(`http://outer.localhost:${PORT}/frame`);
  const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame());
  await title(frame, 'nobody');
  await frame.click('button');
  await title(frame, 'ann@example.com');
});

await check('an account page links and unlinks', async () => {
  await mode({ account: 'bob' });
  const page = await fresh();
  await page.goto(app);
  await page.evaluate(() => api('/sign-up/email', { email: 'bob@example.com', password: 'password-1234', name: 'Bob' }).then((r) => r.json()));
  await page.reload();
  await title(page, 'bob@example.com');
  const accounts = () => page.evaluate(async () => (await (await api('/list-accounts')).json()).map((a) => a.providerId).sort().join(' '));
  equal(await accounts(), 'credential');
  await page.evaluate(() => go('/link-social', { provider: 'kit', callbackURL: location.origin + '/account' }));
  await page.waitForURL(`${app}/account*`);
  const ended = new URL(page.url()).searchParams.get('error');
  if (ended) { // bob's address is not verified, and the auth host does not see the session of the app's site
    equal(ended, 'email_not_verified');
    await fetch(`${process.env.VERIFY}`);
    await page.evaluate(() => go('/link-social', { provider: 'kit', callbackURL: location.origin + '/account' }));
    await page.waitForURL(`${app}/account`);
  }
  equal(await accounts(), 'credential kit');
  equal(await page.evaluate(async () => (await api('/unlink-account', { providerId: 'kit' })).status), 200);
  equal(await accounts(), 'credential');
});

await check('consent refused ends at the app, and without one on our error page', async () => {
  await mode({ approve: false });
  const page = await fresh();
  await page.goto(app);
  await page.evaluate(() => go('/sign-in/social', { provider: 'kit', callbackURL: location.origin + '/in', errorCallbackURL: location.origin + '/err#x' }));
  await title(page, 'error access_denied#x');
  await page.goto(`${BASE}/oauth2/callback/kit?state=made-up&code=x`);
  equal(new URL(page.url()).pathname.endsWith('/error'), true);
  equal((await page.textContent('body')).includes('please_restart_the_process'), true);
});

await check('through the Next proxy and its middleware', async () => {
  await mode({ account: 'cat' });
  const page = await fresh();
  await page.goto(`${NEXT}/auth/sign-in`);
  await title(page, 'nobody');
  await page.evaluate(() => go('/sign-in/social', { provider: 'kit', callbackURL: location.origin + '/dashboard?a=1' }));
  await page.waitForURL(`${NEXT}/dashboard?a=1`);
  await title(page, 'cat@example.com');
});

await browser.close();
console.log(failed ? `${failed} failed` : 'all passed');
process.exit(failed ? 1 : 0);
