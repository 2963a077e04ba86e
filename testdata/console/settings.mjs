// Uses the console's settings, activity, outbox and keys in a real browser. Environment, beside that of browser.mjs: GROUPS
// (comma-separated pages of settings).
import { readFileSync } from 'node:fs';
import { KEY, OUT, READ_ONLY_KEY, browser, check, end, equal, home, look, notice, opens, signIn, value } from './browser.mjs';

const { GROUPS } = process.env;
const setting = (name) => value(`select value from neon_auth.settings where name = '${name}'`);

const page = await signIn(KEY);
await check('saves what was edited, and says what is wrong', async () => {
  await page.goto(`${home}/settings/`);
  await page.getByLabel('Name of the app').fill('Analytical Engines');
  await page.getByLabel('Domains').fill('https://app.example.com\nhttps://*.example.org');
  await page.getByLabel('Language', { exact: true }).selectOption('de');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The settings were saved.');
  equal([await setting('name'), await setting('language'), JSON.parse(await setting('trusted_origins'))], ['Analytical Engines', 'de', ['https://app.example.com', 'https://*.example.org']]);
  await page.getByRole('link', { name: 'Sign-up' }).click();
  await page.getByLabel('Shortest password').fill('10');
  await page.getByLabel('Require a verified address').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The settings were saved.');
  equal([await setting('email_and_password.minPasswordLength'), await setting('email_and_password.requireEmailVerification')], ['10', 'true']);
  await page.getByRole('link', { name: 'General' }).click();
  await page.getByLabel('Color').fill('#ffff00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('too light').waitFor();
  equal(await page.getByLabel('Color').inputValue(), '#ffff00');
});
await check('saves the settings of captchas, with a secret key that is not shown', async () => {
  await page.goto(`${home}/settings/captcha`);
  await page.getByLabel('Ask for a captcha').check();
  await page.getByLabel('Captchas of').selectOption('hcaptcha');
  await page.getByLabel('Secret key').fill('0x secret of captchas');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The settings were saved.');
  equal([await setting('plugin_configs.captcha.enabled'), await setting('plugin_configs.captcha.config.provider')], ['true', 'hcaptcha']);
  const kept = await value(`select plugin_configs #>> '{captcha,config,secretKey}' from neon_auth.project_config`);
  if (!kept.startsWith('v1.')) throw new Error('the secret key is stored in clear');
  if ((await page.content()).includes('secret of captchas')) throw new Error('the secret key is shown');
  await page.getByLabel('Ask for a captcha').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The settings were saved.');
  equal(await value(`select plugin_configs #>> '{captcha,config,secretKey}' from neon_auth.project_config`), kept);
});
await check('saves a setting without JavaScript', async () => {
  const plain = await signIn(KEY, { javaScriptEnabled: false });
  await plain.goto(`${home}/settings/plugins`);
  await plain.getByLabel('Teams of an organization').fill('7');
  await plain.getByRole('button', { name: 'Save' }).click();
  await notice(plain, 'The settings were saved.');
  equal(await setting('plugin_configs.organization.config.teams.maximumTeams'), '7');
  await plain.context().close();
});
await check('adds, changes and removes a provider', async () => {
  await page.goto(`${home}/settings/providers`);
  await page.getByLabel('Provider', { exact: true }).fill('gitlab');
  await page.getByLabel('Client id').fill('client-1');
  await page.getByLabel('Client secret').fill('a secret of gitlab');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The provider was saved.');
  const stored = (field) => value(`select p ->> '${field}' as v from neon_auth.project_config c, jsonb_array_elements(c.social_providers) p where p ->> 'id' = 'gitlab'`);
  equal(await stored('clientId'), 'client-1');
  if ((await stored('clientSecret')).includes('secret of')) throw new Error('the secret is stored in clear');
  await page.getByRole('link', { name: 'Edit gitlab' }).click();
  await page.getByLabel('Users can sign in with it').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The provider was saved.');
  equal(await stored('enabled'), 'false');
  await page.getByRole('button', { name: 'Remove gitlab' }).click();
  await notice(page, 'The provider was removed.');
  equal(await stored('clientId'), undefined);
});
await check('saves a mail server, and says why a test mail was not sent', async () => {
  await page.goto(`${home}/settings/mail`);
  await page.getByLabel('Another one').check();
  await page.getByLabel('Host').fill('smtp.invalid');
  await page.getByLabel('Username').fill('acme');
  await page.getByLabel('Password', { exact: true }).fill('pass word');
  await page.getByLabel('Sender', { exact: true }).fill('hello@example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The mail server was saved.');
  equal(await setting('email_provider.host'), 'smtp.invalid');
  await page.getByLabel('Send a test mail to').fill('ada@example.com');
  await page.getByRole('button', { name: 'Send the test' }).click();
  await page.getByRole('alert').getByText('The test mail was not sent').waitFor({ timeout: 60000 });
});
await check('replaces the text of a mail, and shows it', async () => {
  await page.goto(`${home}/settings/templates`);
  await page.getByRole('link', { name: 'magic-link' }).click();
  await page.frameLocator('iframe').getByRole('link').first().waitFor();
  await page.screenshot({ path: `${OUT}/template.png`, fullPage: true });
  await page.getByLabel('Subject').fill('Your link for {{app}}');
  await page.getByLabel('HTML').fill('<p>Open <a href="{{link}}">this</a>, dear reader.</p>');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The template was saved.');
  await page.getByRole('heading', { name: 'Your link for Analytical Engines' }).waitFor();
  await page.frameLocator('iframe').getByText('dear reader').waitFor();
  equal(await value(`select subject from neon_auth.mail_template where kind = 'magic-link'`), 'Your link for {{app}}');
  await page.getByLabel('HTML').fill('<script>alert(1)</script>{{link}}');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('script').waitFor();
  await page.getByRole('button', { name: 'Use our text again' }).click();
  await notice(page, 'The template was saved.');
  equal(await value('select count(*)::int from neon_auth.mail_template'), 0);
});
await check('sends a test event to the webhook, and shows it', async () => {
  await page.goto(`${home}/settings/webhooks`);
  await page.getByLabel('Address').fill('https://hooks.invalid/');
  await page.getByLabel('user.created').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The settings were saved.');
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await notice(page, 'on its way');
  await page.getByRole('link', { name: 'Outbox', exact: true }).click();
  await page.getByRole('link', { name: 'Webhook events' }).click();
  await page.getByText('webhook.test').waitFor();
});
await check('rotates the signing key', async () => {
  const before = await value('select count(*)::int from neon_auth.jwks');
  for (const keys of [before + 1, before + 2]) {
    await page.goto(`${home}/settings/signing-keys`); // without what was said of the last rotation
    await page.locator('summary', { hasText: 'Rotate the key' }).click();
    await page.getByRole('button', { name: 'Rotate' }).click();
    await notice(page, 'A new key signs');
    equal(await value('select count(*)::int from neon_auth.jwks'), keys);
  }
});
await check('filters the audit log, and exports it', async () => {
  await page.goto(`${home}/activity/`);
  await opens(page, () => page.getByLabel('Made by').selectOption('key'));
  await page.getByRole('cell', { name: /update project_config/ }).first().waitFor();
  equal(await page.getByRole('cell', { name: /SQL, as/ }).count(), 0);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
  if (!lines[0].startsWith('id,at,entity') || lines.length < 5) throw new Error(lines.slice(0, 2).join(' '));
});
await check('retries and drops a mail', async () => {
  await value(`select neon_auth.send_password_link(id, 'https://app.example.com/reset') from neon_auth."user" where email = 'bob@example.com'`);
  await value(`update neon_auth.outbox set state = 'dead', "lastError" = 'no such mailbox', "finishedAt" = now() where recipient = 'bob@example.com' returning id`);
  await page.goto(`${home}/outbox/?filter=dead`);
  await page.getByText('no such mailbox').waitFor();
  await page.getByRole('button', { name: /Retry .* to bob@example.com/ }).click();
  await notice(page, 'being sent again');
  equal(await value(`select "finishedAt" is null as again from neon_auth.outbox where recipient = 'bob@example.com'`), true);
  await page.goto(`${home}/outbox/?search=bob@`);
  await page.getByRole('button', { name: /Drop .* to bob@example.com/ }).click();
  await notice(page, 'deleted from the outbox');
  equal(await value(`select count(*)::int from neon_auth.outbox where recipient = 'bob@example.com'`), 0);
});
await check('a read-only key sees all of it, and has nothing to change', async () => {
  const reader = await signIn(READ_ONLY_KEY);
  for (const path of ['settings/', 'settings/mail', 'settings/providers', 'settings/templates/magic-link', 'activity/', 'outbox/', 'outbox/events', 'keys/']) {
    await reader.goto(`${home}/${path}`);
    equal(await reader.locator('main form[method=post]').count(), 0, path);
  }
  await reader.context().close();
});
const pages = [...GROUPS.split(',').map((group) => `settings/${group}`), 'settings/providers?id=google', 'settings/mail', 'settings/templates', 'settings/templates/invitation?language=ar', 'settings/signing-keys',
  'activity/', 'activity/?user=nobody@example.com', 'outbox/', 'outbox/events', 'outbox/?search=nobody', 'keys/'];
for (const path of pages) {
  await check(`axe and screenshots: ${path}`, () => look(page, `${home}/${path}`, path.replaceAll(/[^a-z]+/g, '-').replace(/-$/, ''), ['iframe']));
}
await page.setViewportSize({ width: 1280, height: 860 });
await check('creates a key, shows it once, and revokes it', async () => {
  await page.goto(`${home}/keys/`);
  await page.getByLabel('Name', { exact: true }).fill('robot');
  await page.getByLabel('Valid for').selectOption('week');
  await page.getByLabel('Read-only').check();
  await page.getByRole('button', { name: 'Create key' }).click();
  const key = (await page.getByLabel('The new key').textContent()).trim();
  await page.screenshot({ path: `${OUT}/key-created.png`, fullPage: true });
  const robot = await signIn(key);
  await robot.getByText('Read-only').waitFor();
  await page.goto(`${home}/keys/`);
  if ((await page.content()).includes(key)) throw new Error('the key is shown again');
  await page.getByRole('button', { name: /Revoke robot/ }).click();
  await notice(page, 'The key was revoked.');
  await robot.goto(`${home}/users/`);
  await robot.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
});
await end();
