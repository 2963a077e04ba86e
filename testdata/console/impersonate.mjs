// Acts as a user from the console, in an app that uses Neon's SDK behind Next.js, and in one on another site that calls the
// API itself. Environment: as in browser.mjs, and NEXT (the SDK's handler and middleware), API (the auth base URL), PORT (of
// the other app).
import { createServer } from 'node:http';
import { browser, check, end, equal, home, KEY, signIn, sql, value } from './browser.mjs';

const { NEXT, API, PORT } = process.env;
const other = `http://app.localhost:${PORT}`;
// What the SDK does in a page, without the SDK: the verifier of the address goes along, and leaves the address.
createServer((req, res) => {
  res.writeHead(200, { 'content-type': 'text/html' });
  res.end(`<!doctype html><meta charset="utf-8"><script>
    const api = (path, body) => fetch('${API}' + path, { credentials: 'include', ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    api('/get-session' + location.search).then((r) => r.json()).then((s) => { history.replaceState(null, '', location.pathname); document.title = s?.user?.email ?? 'nobody'; });
  </script>`);
}).listen(Number(PORT), '127.0.0.1');

const operator = await signIn(KEY);
const bob = await value(`select id from neon_auth."user" where email = 'bob@example.com'`);
const acting = `select count(*)::int from neon_auth.session where "impersonatedBy" is not null`;
// act opens a session as bob, and returns the addresses that the page shows.
async function act(app) {
  await operator.goto(`${home}/users/${bob}`);
  await operator.locator('summary', { hasText: 'Impersonate' }).click();
  await operator.getByLabel('Page of the app').fill(app);
  await operator.getByRole('button', { name: 'Act as the user' }).click();
  const open = operator.getByRole('link', { name: /^Open .* as bob@example\.com$/ });
  await open.waitFor();
  await sql(`update neon_auth.verification set "expiresAt" = now() + interval '1 hour' where identifier like 'session-verifier:%' returning id`); // on a slow machine, too
  return { page: await open.getAttribute('href'), next: await operator.getByRole('link', { name: '/api/auth/get-session' }).getAttribute('href') };
}
const fresh = async () => {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(60000);
  return page;
};
const title = (page, wanted) => page.waitForFunction((w) => document.title === w, wanted, { timeout: 60000 });
const banner = async () => {
  await operator.goto(`${home}/organizations/`);
  return operator.getByRole('region', { name: 'Impersonation' }).count();
};

await check('the page with the addresses fits a phone', async () => {
  await operator.setViewportSize({ width: 390, height: 860 });
  await act(`${other}/start`);
  const right = (where) => where.evaluate((element) => element.getBoundingClientRect().right);
  const card = await right(operator.locator('section.card'));
  for (const link of await operator.locator('section.card a').all()) if (await right(link) > card) throw new Error(`${await link.textContent()} is wider than its card`);
  await operator.setViewportSize({ width: 1280, height: 860 });
  await operator.getByRole('button', { name: 'End it now' }).click();
  await operator.getByRole('status').getByText('You no longer act as the user.').waitFor();
});

await check('behind the middleware of Next.js: the second address opens the session, and the app ends it', async () => {
  const { page: first, next } = await act(`${NEXT}/dashboard?a=1`);
  const page = await fresh();
  await page.goto(first); // the middleware has not started it, and asks to sign in
  equal(new URL(page.url()).pathname, '/auth/sign-in');
  equal((await page.goto(next)).status(), 200);
  await page.goto(`${NEXT}/dashboard?a=1`);
  equal(new URL(page.url()).pathname, '/dashboard');
  await title(page, 'bob@example.com');
  const { session, token } = await page.evaluate(async () => ({ ...(await (await api('/get-session')).json()), ...(await (await api('/token')).json()) }));
  equal(session.impersonatedBy, await value(`select "impersonatedBy" from neon_auth.session where "impersonatedBy" is not null`), 'impersonatedBy');
  equal(JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub, bob, 'the subject of the token');
  equal(await banner(), 1, 'banners');
  equal(await page.evaluate(async () => (await api('/update-user', { name: 'Robert' })).status), 200);
  equal(await page.evaluate(async () => (await api('/delete-user', {})).status), 403);
  equal(await value(`select count(*)::int from neon_auth.audit_log where entity = 'user' and after ->> 'name' = 'Robert' and "impersonatorId"::text = (select "impersonatedBy" from neon_auth.session where "impersonatedBy" is not null)`), 1, 'audited');
  equal(await page.evaluate(async () => { const r = await api('/admin/stop-impersonating', {}); return [r.status, await r.json()]; }), [200, { session: null, user: null }]);
  equal(await value(acting), 0, 'sessions');
  await page.goto(`${NEXT}/dashboard`);
  equal(new URL(page.url()).pathname, '/auth/sign-in');
  equal(await banner(), 0, 'banners');
});

await check('an app on another site: the address opens the session once, and the console ends it', async () => {
  const { page: address } = await act(`${other}/start`);
  const page = await fresh();
  await page.goto(address);
  await title(page, 'bob@example.com');
  equal(new URL(page.url()).search, '');
  await page.reload();
  await title(page, 'bob@example.com');
  const second = await fresh();
  await second.goto(address);
  await title(second, 'nobody');
  equal(await banner(), 1, 'banners');
  await operator.getByRole('button', { name: 'Stop acting as bob@example.com' }).click();
  await operator.getByRole('status').getByText('You no longer act as the user.').waitFor();
  await page.reload();
  await title(page, 'nobody');
});

await end();
