// What the programs here share: a real browser, Debian's chromium, that is signed in to the console, and SQL. Environment:
// BASE (the console's origin), DATABASE, KEY (a management key), READ_ONLY_KEY, SQL (answers a statement in a POST's body
// with its rows as JSON), OUT (folder for screenshots), CHROMIUM.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

export const { BASE, DATABASE, KEY, READ_ONLY_KEY, OUT } = process.env;
const { SQL, CHROMIUM = '/usr/bin/chromium' } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
mkdirSync(OUT, { recursive: true });
export const home = `${BASE}/console/db/${encodeURIComponent(DATABASE)}`;

let failed = 0;
export const check = async (name, run) => {
  try { await run(); console.log(`ok - ${name}`); } catch (error) { failed++; console.log(`not ok - ${name}: ${error.message.split('\n').slice(0, 6).join(' ')}`); }
};
export const equal = (got, want, what = '') => { if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${what} ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`); };
export const sql = async (statement) => {
  const answer = await fetch(SQL, { method: 'POST', body: statement });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) ?? [];
};
export const value = async (statement) => Object.values((await sql(statement))[0] ?? {})[0];

export const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'], timeout: 120000 });
const strangers = []; // requests that leave the host, and violations of the policy
export async function context(options = {}) {
  const made = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  made.setDefaultTimeout(60000);
  made.on('request', (request) => { if (!request.url().startsWith(BASE) && !request.url().startsWith('data:')) strangers.push(request.url()); });
  made.on('console', (message) => { if (/Content Security Policy|Refused/i.test(message.text())) strangers.push(message.text()); });
  return made;
}
export async function signIn(key, options) {
  const page = await (await context(options)).newPage();
  await page.goto(`${BASE}/console/sign-in`);
  await page.getByLabel('Management key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${home}/`);
  return page;
}
// notice waits for what the page says of the last action.
export const notice = async (page, text) => { await page.getByRole('status').getByText(text).waitFor(); };
// opens does something that opens another address, and waits until that is loaded.
export const opens = async (page, action) => {
  const before = page.url();
  await action();
  await page.waitForURL((address) => address.href !== before);
};

// look opens an address in light and dark, wide and narrow, takes screenshots, and expects nothing from axe and no sideways
// scrolling. axe leaves out what the selectors in exclude match.
export async function look(page, address, name, exclude) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 860 });
      await page.emulateMedia({ colorScheme });
      equal((await page.goto(address)).status(), 200);
      await page.screenshot({ path: `${OUT}/${name}-${colorScheme}-${width}.png`, fullPage: true });
      for (const details of await page.locator('details').all()) await details.evaluate((d) => { d.open = !d.matches('.switch'); });
      await page.evaluate(axe);
      const { violations } = await page.evaluate((exclude) => window.axe.run(exclude ? { exclude } : document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }), exclude);
      if (violations.length > 0) throw new Error(`${colorScheme} ${width}: ${violations.map((v) => `${v.id} ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' ')}`).join('; ')}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) throw new Error(`${colorScheme} ${width}: it scrolls sideways by ${wide} px`);
    }
  }
}

// end reports whether the browser left the host or broke the policy, and ends the program.
export async function end() {
  await check('nothing left the host, and nothing broke the policy', async () => equal(strangers, []));
  await browser.close();
  process.exit(failed ? 1 : 0);
}
