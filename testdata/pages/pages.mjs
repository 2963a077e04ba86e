// The pages and mails that an app's user meets, in Debian's chromium: what a link does for a person and for a scanner, and
// what the pages look like.
// Environment: BASE (the auth base URL), CONTROL (a server of the test: /link, /set, /sessions), MAILS (a folder of HTML
// mails), OUT (a folder for screenshots), CHROMIUM.
import { createServer, request } from 'node:http';
import { readFileSync, readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import axe from 'axe-core';

const { BASE, CONTROL, MAILS, OUT, CHROMIUM = '/usr/bin/chromium' } = process.env;
let failed = 0;
const check = async (name, run) => {
  try { await run(); console.log(`ok - ${name}`); } catch (error) { failed++; console.log(`not ok - ${name}: ${error.message.split('\n').slice(0, 3).join(' ')}`); }
};
const equal = (got, want, what = '') => { if (got !== want) throw new Error(`${what} ${got} instead of ${want}`); };

const app = createServer((req, res) => { res.writeHead(200, { 'content-type': 'text/html' }); res.end('<!doctype html><title>app</title><p>app'); });
await new Promise((done) => app.listen(0, '127.0.0.1', done));
const home = `http://localhost:${app.address().port}`;

const control = async (path) => {
  const out = await fetch(CONTROL + path);
  if (!out.ok) throw new Error(`${path}: ${await out.text()}`);
  return out.text();
};
let people = 0;
// magicLink has a link mailed to a new address, and returns address and link.
const magicLink = async (languages = 'en') => {
  const email = `reader${++people}@example.com`;
  const out = await fetch(`${BASE}/sign-in/magic-link`, {
    method: 'POST', headers: { 'content-type': 'application/json', origin: home, 'accept-language': languages }, body: JSON.stringify({ email, callbackURL: `${home}/in` }),
  });
  equal(out.status, 200, await out.text());
  return [email, await control(`/link?to=${email}`)];
};
const sessions = async (email) => Number(await control(`/sessions?email=${email}`));

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'], timeout: 120000 });
const open = async (options = {}) => {
  const page = await (await browser.newContext({ locale: 'en-US', ...options })).newPage();
  page.setDefaultTimeout(60000);
  page.complaints = [];
  page.on('console', (message) => message.type() === 'error' && page.complaints.push(message.text()));
  page.on('request', (request) => { if (!request.url().startsWith('http://localhost:') && !request.url().startsWith('data:')) page.complaints.push(`request to ${request.url()}`); });
  return page;
};
// get fetches without the headers that fetch adds.
const get = (address, headers, method = 'GET') => new Promise((done, refuse) => request(address, { headers, method }, (out) => { out.resume(); done(out); }).on('error', refuse).end());
const asBrowser = { accept: 'text/html,*/*;q=0.8', 'user-agent': 'Mozilla/5.0', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

await check('B18 a scanner that only fetches changes nothing, and the page then signs in by itself', async () => {
  await control('/set?links=auto');
  const [email, link] = await magicLink();
  for (const [headers, method] of [[asBrowser], [{}], [{ accept: 'text/html' }], [{}, 'HEAD'], [{ ...asBrowser, purpose: 'prefetch', 'sec-purpose': 'prefetch' }]]) {
    const out = await get(link, headers, method);
    equal(out.statusCode, method ? 404 : 200);
    equal(out.headers['set-cookie'], undefined, 'cookies');
  }
  equal(await sessions(email), 0, 'sessions');
  const page = await open();
  await page.goto(link);
  await page.waitForURL(`${home}/in*`);
  equal(await sessions(email), 1, 'sessions');
  equal(page.complaints.join(), '', 'complaints');
  equal((await page.context().cookies(BASE)).some((c) => c.name.includes('session_token')), true, 'a session cookie');
});

await check('a page that is not visible waits', async () => {
  const [email, link] = await magicLink();
  const page = await open();
  await page.addInitScript(() => { window.shown = 'hidden'; Object.defineProperty(document, 'visibilityState', { get: () => window.shown }); });
  await page.goto(link);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300))));
  equal(await sessions(email), 0, 'sessions');
  await page.evaluate(() => { window.shown = 'visible'; document.dispatchEvent(new Event('visibilitychange')); });
  await page.waitForURL(`${home}/in*`);
  equal(await sessions(email), 1, 'sessions');
});

await check('without scripts, the button signs in', async () => {
  const [email, link] = await magicLink();
  const page = await open({ javaScriptEnabled: false });
  await page.goto(link);
  equal(await sessions(email), 0, 'sessions');
  await page.click('button');
  await page.waitForURL(`${home}/in*`);
  equal(await sessions(email), 1, 'sessions');
});

await check('links = confirm: only the button signs in, also with the keyboard', async () => {
  await control('/set?links=confirm');
  const [email, link] = await magicLink();
  const page = await open();
  await page.goto(link);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300))));
  equal(page.url(), link);
  equal(await sessions(email), 0, 'sessions');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${home}/in*`);
  equal(await sessions(email), 1, 'sessions');
  const again = await open();
  await again.goto(link);
  await again.click('button');
  await again.waitForURL(`${home}/in?error=*`);
  equal(await sessions(email), 1, 'sessions');
});

await check('links = direct: the link acts at once', async () => {
  await control('/set?links=direct');
  const [email, link] = await magicLink();
  equal((await get(link, asBrowser)).statusCode, 302);
  equal(await sessions(email), 1, 'sessions');
});

await check('a framed page is not shown', async () => {
  await control('/set?links=auto');
  const [email, link] = await magicLink();
  const page = await open();
  await page.goto(home);
  await page.evaluate((src) => { const frame = document.createElement('iframe'); frame.src = src; document.body.append(frame); return new Promise((done) => { frame.onload = done; setTimeout(done, 2000); }); }, link);
  equal(await sessions(email), 0, 'sessions');
});

// What the pages look like.
await control('/set?links=confirm');
const [, link] = await magicLink();
const verify = await control('/verify');
const base = new URL(BASE).origin;
const pages = {
  'sign-in': link,
  verify,
  home: `${BASE}/`,
  error: `${BASE}/error?error=access_denied&error_description=${encodeURIComponent('The user said no. '.repeat(8))}`,
  'error-long': `${BASE}/error?error=${'UNKNOWN_ERROR_CODE_'.repeat(5)}`,
  'not-found': `${base}/nope`,
  expired: `${BASE}/verify-email?token=nonsense`,
};
const audit = async (page, what, options = {}) => {
  await page.evaluate(axe.source);
  const found = await page.evaluate((o) => window.axe.run(o), options);
  equal(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`).join('; '), '', what);
};
for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280]) {
    await check(`the pages, ${colorScheme}, ${width} px`, async () => {
      const page = await open({ colorScheme, viewport: { width, height: 720 } });
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(address);
        const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, getComputedStyle(document.querySelector('main')).borderRadius, document.querySelectorAll('h1').length, document.documentElement.lang]);
        equal(wide.join(), `${width},${width},16px,1,en`, name);
        await page.screenshot({ path: `${OUT}/page-${name}-${colorScheme}-${width}.png` });
        await audit(page, name);
      }
      equal(page.complaints.filter((text) => !/status of (404|401)/.test(text)).join(), '', 'complaints');
    });
  }
}
await check('the pages in German, Arabic and Japanese, with a logo and a color', async () => {
  await control('/set?links=confirm&brand=1');
  await magicLink(); // notices the new settings
  for (const locale of ['de-AT', 'ar', 'ja', 'zh-Hant-TW', 'pt-BR']) {
    const page = await open({ locale, colorScheme: 'dark', viewport: { width: 390, height: 720 } });
    await page.route('https://cdn.example.com/logo.png', (route) => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="36"><rect width="120" height="36" fill="#0f62fe"/></svg>' }));
    for (const name of ['sign-in', 'error', 'not-found']) {
      await page.goto(pages[name]);
      const [lang, dir, scroll, text] = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.documentElement.scrollWidth, document.querySelector('main').innerText]);
      equal(`${lang} ${dir} ${scroll}`, `${locale.slice(0, 2)} ${locale === 'ar' ? 'rtl' : 'ltr'} 390`, name);
      if (/Sign in|Something|not found/.test(text)) throw new Error(`${name} is English: ${text}`);
      await page.screenshot({ path: `${OUT}/page-${name}-${locale}.png` });
      await audit(page, `${name} ${locale}`);
      if (name === 'sign-in') equal(await page.evaluate(() => getComputedStyle(document.querySelector('button')).backgroundColor + ' ' + document.images[0].naturalWidth), 'rgb(15, 98, 254) 120', 'branding');
    }
  }
});

// The mails. Programs without dark mode or media queries show the inline styles.
const mails = readdirSync(MAILS);
const sample = new Set(['magic-link.en', 'magic-link.ar', 'sign-in-otp.de', 'sign-in-otp.ja', 'invitation.ar', 'password-changed.fr', 'forget-password-link.pl']);
for (const [colorScheme, width] of [['light', 360], ['light', 640], ['dark', 360]]) {
  await check(`${mails.length} mails, ${colorScheme}, ${width} px`, async () => {
    const page = await open({ colorScheme, viewport: { width, height: 900 } });
    for (const file of mails) {
      await page.setContent(readFileSync(`${MAILS}/${file}`, 'utf8'));
      equal(await page.evaluate(() => document.documentElement.scrollWidth), width, file);
      const name = file.replace('.html', '');
      if (sample.has(name)) {
        await page.screenshot({ path: `${OUT}/mail-${name}-${colorScheme}-${width}.png`, fullPage: true });
        await audit(page, file, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
      }
    }
    equal(page.complaints.join(), '', 'complaints');
  });
}

await browser.close();
app.close();
process.exit(failed ? 1 : 0);
