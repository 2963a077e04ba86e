// Uses the API reference in a real browser: Debian's chromium.
// Environment: BASE (the auth base URL), CHROMIUM, OUTPUT (a folder for screenshots).
import { chromium } from 'playwright-core';

const { BASE, CHROMIUM = '/usr/bin/chromium', OUTPUT } = process.env;
const host = new URL(BASE).host;
let failed = 0;
const check = async (name, run) => {
  try { await run(); console.log(`ok - ${name}`); } catch (error) { failed++; console.log(`not ok - ${name}: ${error.message.split('\n')[0]}`); }
};
const equal = (got, want) => { if (got !== want) throw new Error(`${got} instead of ${want}`); };
const has = (text, part) => { if (!text.includes(part)) throw new Error(`no ${part} in ${text.slice(0, 500)}`); };

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'], timeout: 120000 });
const problems = [];
const open = async (hash = '', options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(60000);
  const page = await context.newPage();
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) problems.push(message.text()); });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => { if (/^(http|ws)/.test(request.url()) && new URL(request.url()).host !== host) problems.push(`request to ${request.url()}`); });
  await page.goto(`${BASE}/reference${hash}`);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('.opblock-summary');
  return page;
};
const shot = (page, name) => OUTPUT && page.screenshot({ path: `${OUTPUT}/${name}.png` });
const section = (page, id) => page.locator(`[id$="-${id}"].opblock`);
const execute = async (page, id, body) => {
  await page.click(`nav a[data-id="${id}"]`);
  const block = section(page, id);
  await block.locator('.try-out__btn').click();
  if (body) await block.locator('textarea').first().fill(JSON.stringify(body));
  await block.locator('.execute').click();
  await block.locator('.live-responses-table .response-col_status').first().waitFor();
  const text = await block.locator('.live-responses-table tbody .response').first().innerText();
  return text;
};
const account = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' };

await check('it renders groups, bodies, answers, errors and code samples', async () => {
  const page = await open('#/Sign in/signUpEmail');
  const block = section(page, 'signUpEmail');
  await block.locator('.errors').waitFor();
  const text = await block.innerText();
  for (const part of ['Creates a user with a password', 'USER_ALREADY_EXISTS', 'User already exists. Use another email.', 'curl ', `${BASE}/sign-up/email`]) has(text, part);
  await block.getByRole('button', { name: 'fetch' }).click();
  has(await block.locator('.samples pre').innerText(), 'await fetch(');
  has(await page.locator('#swagger-ui').innerText(), 'Organizations, their members, and invitations to them.');
  await shot(page, 'operation-light');
});

await check('trying it out signs up, signs in and answers with the session', async () => {
  const page = await open();
  await page.getByText('Not signed in').waitFor();
  await shot(page, 'start-light');
  has(await execute(page, 'signUpEmail', account), '200');
  await page.getByText('Signed in as ada@example.com').waitFor();
  has(await execute(page, 'signOut'), '200');
  await page.getByText('Not signed in').waitFor();
  has(await execute(page, 'signInEmail', account), '200');
  await page.getByText('Signed in as ada@example.com').waitFor();
  const answer = await execute(page, 'getSession');
  has(answer, '200');
  has(answer, 'ada@example.com');
  await shot(page, 'session-light');
});

await check('a refused request shows its code', async () => {
  const page = await open();
  const answer = await execute(page, 'signInEmail', { ...account, password: 'wrong' });
  has(answer, '401');
  has(answer, 'INVALID_EMAIL_OR_PASSWORD');
});

await check('the list finds endpoints', async () => {
  const page = await open();
  await page.getByLabel('Find an endpoint').fill('change-password');
  equal(await page.locator('nav li:visible').count(), 1);
  await page.getByLabel('Find an endpoint').fill('');
});

await check('it is dark where the visitor wants it, and fits a phone', async () => {
  const dark = await open('#/Sign in/signInEmail', { colorScheme: 'dark' });
  await section(dark, 'signInEmail').locator('.errors').waitFor();
  equal(await dark.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(15, 18, 20)');
  await shot(dark, 'operation-dark');
  await section(dark, 'signInEmail').locator('.errors').scrollIntoViewIfNeeded();
  await shot(dark, 'errors-dark');
  const phone = await open('', { viewport: { width: 390, height: 844 } });
  await phone.locator('nav summary').click();
  await phone.click('nav a[data-id="signInEmail"]');
  await section(phone, 'signInEmail').locator('.errors').waitFor();
  await shot(phone, 'operation-phone');
  equal(await phone.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('pre, .errors-scroll, .table-container, .responses-table')).map((e) => e.className).slice(0, 5).join(', ')), '');
});

await check('without JavaScript the endpoints are listed', async () => {
  const page = await open('', { javaScriptEnabled: false });
  has(await page.locator('body').innerText(), '/organization/invite-member');
  has(await page.locator('main').innerText(), 'needs JavaScript');
});

await check('an address in the query is not loaded', async () => {
  const page = await open('?url=https://evil.test/a.json&configUrl=https://evil.test/b.json');
  has(await page.locator('#swagger-ui').innerText(), 'Sign up with an email address');
});

await check('nothing is blocked by the policy, asked of another host, or wrong', async () => {
  equal(problems.filter((text) => !/status of 401/.test(text)).join('; '), '');
});

await browser.close();
process.exitCode = failed ? 1 : 0;
