// Uses the console in a real browser. Environment, beside that of browser.mjs: ENTER (an address of `neonauth console`),
// PAGES (comma-separated pages below the database).
import { readFileSync } from 'node:fs';
import { BASE, DATABASE, KEY, READ_ONLY_KEY, browser, check, context, end, equal, home, look, notice, opens, signIn, sql, value } from './browser.mjs';

const { ENTER, PAGES } = process.env;
const unfold = async (page, name) => { const summary = page.locator('summary', { hasText: name }); if (!await summary.evaluate((s) => s.parentElement.open)) await summary.click(); return summary.locator('..'); };

const page = await (await context()).newPage();
await check('the printed address signs in by itself, in a browser that a person looks at', async () => {
  await page.goto(ENTER);
  await page.waitForURL(`${home}/`);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
});
await check('and then no more', async () => {
  const other = await (await context()).newPage();
  await other.goto(ENTER);
  await other.getByRole('alert').getByText('already used').waitFor();
  await other.context().close();
});

await check('creates a user', async () => {
  await page.goto(`${home}/users/`);
  await page.getByRole('link', { name: 'New user' }).first().click();
  await page.getByLabel('Email address').fill('grace@example.com');
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Mail a link').check();
  await page.getByRole('button', { name: 'Create user' }).click();
  await notice(page, 'The user was created.');
  equal(await sql(`select name, role, "emailVerified" from neon_auth."user" where email = 'grace@example.com'`), [{ name: 'Grace Hopper', role: 'user', emailVerified: false }]);
  equal(await value(`select kind from neon_auth.outbox where recipient = 'grace@example.com'`), 'set-password-link');
  equal(await value(`select "managementKey" like 'console of %' from neon_auth.audit_log where entity = 'user' and after ->> 'email' = 'grace@example.com'`), true, 'the key in the audit log:');
});
await check('says why it does not create another one, and keeps what was entered', async () => {
  await page.goto(`${home}/users/new`);
  await page.getByLabel('Email address').fill('GRACE@example.com');
  await page.getByLabel('Name').fill('Other');
  await page.getByRole('button', { name: 'Create user' }).click();
  await page.getByRole('alert').getByText('already exists').waitFor();
  equal(await page.getByLabel('Name').inputValue(), 'Other');
});
await check('finds a user, edits, verifies, makes an administrator', async () => {
  await page.goto(`${home}/users/`);
  await page.getByLabel('Search').fill('grace');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Grace Hopper' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Rear Admiral Grace');
  await page.getByLabel('Role', { exact: true }).fill('admin');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The changes were saved.');
  await (await unfold(page, 'Verify the address')).getByRole('button').click();
  await notice(page, 'as verified');
  equal(await sql(`select name, role, "emailVerified" from neon_auth."user" where email = 'grace@example.com'`), [{ name: 'Rear Admiral Grace', role: 'admin', emailVerified: true }]);
});
await check('sets a username, and removes it', async () => {
  const id = await value(`select id from neon_auth."user" where email = 'grace@example.com'`);
  await sql(`select neon_auth.set('plugin_configs.username.enabled', 'true')`);
  await page.goto(`${home}/users/${id}`);
  await page.getByLabel('Username').fill('Grace_H');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The changes were saved.');
  equal(await sql(`select username, "displayUsername" from neon_auth."user" where id = '${id}'`), [{ username: 'grace_h', displayUsername: 'Grace_H' }]);
  await page.getByLabel('Username').fill('not a name');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('Username is invalid').waitFor();
  await page.getByLabel('Username').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await notice(page, 'The changes were saved.');
  equal(await value(`select username from neon_auth."user" where id = '${id}'`), null);
  await sql(`select neon_auth.set('plugin_configs.username.enabled', null)`);
});
await check('ends one session, then all', async () => {
  const id = await value(`select id from neon_auth."user" where email = 'grace@example.com'`);
  await sql(`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress") select '${id}', 's' || n, now() + interval '1 day', now(), '203.0.113.' || n from generate_series(1, 3) n returning id`);
  await page.goto(`${home}/users/${id}`);
  await page.getByRole('button', { name: 'End the session Unknown client 203.0.113.2' }).click();
  await notice(page, 'The session has ended.');
  equal(await value(`select string_agg(token, ' ' order by token) from neon_auth.session where "userId" = '${id}'`), 's1 s3');
  await page.getByRole('button', { name: 'End all sessions' }).click();
  await notice(page, 'All sessions have ended.');
  equal(await value(`select count(*)::int from neon_auth.session where "userId" = '${id}'`), 0);
});
await check('bans and lifts the ban', async () => {
  const form = await unfold(page, 'Ban the user');
  await form.getByLabel('Reason').fill('spam');
  await form.getByLabel('For').selectOption('week');
  await form.getByRole('button', { name: 'Ban' }).click();
  await notice(page, 'The user is banned.');
  equal(await sql(`select banned, "banReason", round(extract(epoch from "banExpires" - now()) / 86400)::int as days from neon_auth."user" where email = 'grace@example.com'`), [{ banned: true, banReason: 'spam', days: 7 }]);
  await page.getByRole('button', { name: 'Lift the ban' }).click();
  await notice(page, 'The ban was lifted.');
  equal(await value(`select banned from neon_auth."user" where email = 'grace@example.com'`), false);
});
await check('mails a link to set a password', async () => {
  await (await unfold(page, 'Set a password by mail')).getByRole('button').click();
  await notice(page, 'is on its way');
  equal(await value(`select count(*)::int from neon_auth.outbox where recipient = 'grace@example.com' and kind = 'set-password-link'`), 2);
});
await check('exports a user', async () => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export' }).click()]);
  equal(JSON.parse(readFileSync(await download.path(), 'utf8')).user.email, 'grace@example.com');
});
await check('deletes and erases users only with the address typed', async () => {
  await sql(`insert into neon_auth."user" (name, email, "emailVerified") values ('Erin', 'erin@example.com', true) returning id`);
  for (const [email, action] of [['grace@example.com', 'Delete the user'], ['erin@example.com', 'Erase personal data']]) {
    await page.goto(`${home}/users/${await value(`select id from neon_auth."user" where email = '${email}'`)}`);
    let form = await unfold(page, action);
    await form.getByRole('textbox').fill('other@example.com');
    await form.getByRole('button').click();
    await page.getByRole('alert').getByText('does not match').waitFor();
    equal(await value(`select count(*)::int from neon_auth."user" where email = '${email}'`), 1);
    form = await unfold(page, action);
    await form.getByRole('textbox').fill(email);
    await form.getByRole('button').click();
    await page.waitForURL(`${home}/users/?done=*`);
    equal(await value(`select count(*)::int from neon_auth."user" where email = '${email}'`), 0);
  }
  equal(await value(`select count(*)::int from neon_auth.audit_log where after::text like '%erin@%' or before::text like '%erin@%'`), 0, 'rows that name the erased user:');
});
await check('pages of users neither overlap nor skip', async () => {
  const seen = [];
  await page.goto(`${home}/users/?sort=email`);
  for (;;) {
    seen.push(...await page.locator('td .fine').allTextContents());
    const next = page.getByRole('link', { name: 'Next' });
    if (await next.count() === 0) break;
    await opens(page, () => next.click());
  }
  equal(seen, (await sql('select email from neon_auth."user" order by email')).map((row) => row.email));
  await opens(page, () => page.getByRole('link', { name: 'Previous' }).click());
  equal((await page.locator('td .fine').allTextContents()).length, 50);
});

await check('creates an organization, adds, promotes and removes a member', async () => {
  await page.goto(`${home}/organizations/new`);
  await page.getByLabel('Name').fill('Navy');
  await page.getByLabel('Slug').fill('navy');
  await page.getByLabel('Owner').fill('ada@example.com');
  await page.getByRole('button', { name: 'Create organization' }).click();
  await notice(page, 'The organization was created.');
  const form = await unfold(page, 'Add a member');
  await form.getByLabel('Email address').fill('bob@example.com');
  await form.getByRole('button', { name: 'Add' }).click();
  await notice(page, 'The member was saved.');
  await page.getByRole('combobox', { name: 'Role of bob@example.com' }).fill('admin');
  await page.getByRole('button', { name: 'Save the role of bob@example.com' }).click();
  await notice(page, 'The member was saved.');
  const members = `select string_agg(u.email || ' ' || m.role, ', ' order by u.email) from neon_auth.member m join neon_auth."user" u on u.id = m."userId" join neon_auth.organization o on o.id = m."organizationId" where o.slug = 'navy'`;
  equal(await value(members), 'ada@example.com owner, bob@example.com admin');
  await page.getByRole('button', { name: 'Remove ada@example.com' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('button', { name: 'Remove bob@example.com' }).click();
  await notice(page, 'The member was removed.');
  equal(await value(members), 'ada@example.com owner');
});
await check('invites, cancels, makes teams, renames and deletes the organization', async () => {
  let form = await unfold(page, 'Invite someone');
  await form.getByLabel('Email address').fill('zoe@example.com');
  await form.getByRole('button', { name: 'Invite' }).click();
  await notice(page, 'The invitation was created.');
  equal(await value(`select status from neon_auth.invitation where email = 'zoe@example.com'`), 'pending');
  await page.getByRole('button', { name: 'Cancel the invitation of zoe@example.com' }).click();
  await notice(page, 'was canceled');
  equal(await value(`select status from neon_auth.invitation where email = 'zoe@example.com'`), 'canceled');
  form = await unfold(page, 'New team');
  await form.getByLabel('Name').fill('Pilots');
  await form.getByRole('button').click();
  await notice(page, 'The team was created.');
  form = await unfold(page, 'Pilots');
  await form.getByLabel('email address').fill('ada@example.com');
  await form.getByRole('button', { name: 'Add to the team' }).click();
  await notice(page, 'members were changed');
  equal(await value(`select count(*)::int from neon_auth."teamMember"`), 1);
  form = await unfold(page, 'Pilots');
  await form.getByRole('button', { name: 'Delete the team Pilots' }).click();
  await notice(page, 'The team was deleted.');
  equal(await value(`select count(*)::int from neon_auth.team where name = 'Pilots'`), 0);
  await page.getByLabel('Slug').fill('marine');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await notice(page, 'The changes were saved.');
  form = await unfold(page, 'Delete the organization');
  await form.getByRole('textbox').fill('marine');
  await form.getByRole('button').click();
  await notice(page, 'The organization was deleted.');
  equal(await value(`select count(*)::int from neon_auth.organization where slug in ('navy', 'marine')`), 0);
});
await check('acts as a user, with a banner until it is stopped', async () => {
  await page.goto(`${home}/users/${await value(`select id from neon_auth."user" where email = 'bob@example.com'`)}`);
  const form = await unfold(page, 'Impersonate');
  equal(await form.getByLabel('Page of the app').inputValue(), 'https://app.example.com/');
  await form.getByRole('button').click();
  const link = page.getByRole('link', { name: 'Open https://app.example.com as bob@example.com' });
  if (!/^https:\/\/app\.example\.com\/\?neon_auth_session_verifier=\w{20,}$/.test(await link.getAttribute('href'))) throw new Error(await link.getAttribute('href'));
  const sessions = `select count(*)::int from neon_auth.session s join neon_auth_management.key k on k.id::text = s."impersonatedBy" where k.name like 'console of %'`;
  equal(await value(sessions), 1);
  await page.goto(`${home}/organizations/`);
  await page.getByRole('region', { name: 'Impersonation' }).getByText('You act as bob@example.com').waitFor();
  await page.getByRole('button', { name: 'Stop acting as bob@example.com' }).click();
  await notice(page, 'You no longer act as the user.');
  equal(await value(sessions), 0);
  equal(await page.getByRole('region', { name: 'Impersonation' }).count(), 0);
});
await check('creates a branch, visits it, and deletes it with its name typed', async () => {
  const name = `copy_of_${DATABASE}`;
  await page.goto(`${home}/branches/`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Deleted after').selectOption('day');
  await page.getByRole('button', { name: 'Create branch' }).click();
  await notice(page, /The branch was created|takes longer/);
  const item = page.locator('li', { hasText: name });
  for (const end = Date.now() + 300000; Date.now() < end && await item.getByText('Reset or delete').count() === 0;) await page.goto(`${home}/branches/`);
  await page.getByRole('link', { name }).first().click();
  await page.locator('#main').getByText(`Branch ${name}`).waitFor({ timeout: 60000 });
  await page.goto(`${home}/branches/`);
  await page.locator('li', { hasText: name }).getByText('Reset or delete').click();
  await page.getByLabel(`Type ${name} to delete it`).fill(name);
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await notice(page, 'The branch was deleted.');
  equal(await value(`select count(*)::int from pg_database where datname = '${name}'`), 0);
});
await check('copies the statement', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${home}/users/`);
  await page.getByText('The same in SQL').click();
  await Promise.all([page.getByText('Copied').waitFor(), page.getByRole('button', { name: 'Copy' }).click()]); // it says so for a moment only
  equal((await page.evaluate(() => navigator.clipboard.readText())).split('\n')[0], 'select * from neon_auth.user_overview');
});
await check('works with the keyboard alone', async () => {
  await page.goto(`${home}/`);
  await page.keyboard.press('Tab');
  equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the page');
  const reached = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement.textContent.trim()));
  }
  for (const name of ['Users', 'Organizations', 'Sign out', 'The same in SQL']) if (!reached.has(name)) throw new Error(`${name} is not reached`);
  await page.getByRole('link', { name: 'Users', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Users' }).waitFor();
});

await check('works without JavaScript', async () => {
  const plain = await signIn(KEY, { javaScriptEnabled: false });
  await plain.goto(`${home}/users/new`);
  await plain.getByLabel('Email address').fill('plain@example.com');
  await plain.getByRole('button', { name: 'Create user' }).click();
  await notice(plain, 'The user was created.');
  await plain.locator('summary', { hasText: 'Ban the user' }).click();
  await plain.getByRole('button', { name: 'Ban', exact: true }).click();
  await notice(plain, 'The user is banned.');
  equal(await value(`select banned from neon_auth."user" where email = 'plain@example.com'`), true);
  await plain.setViewportSize({ width: 390, height: 800 });
  await plain.getByRole('link', { name: 'Organizations', exact: true }).click();
  await plain.getByRole('heading', { name: 'Organizations' }).waitFor();
  await plain.getByRole('button', { name: 'Sign out' }).click();
  await plain.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
  await plain.context().close();
});
await check('a read-only key sees, and has nothing to change', async () => {
  const reader = await signIn(READ_ONLY_KEY);
  await reader.getByText('Read-only').waitFor();
  await reader.goto(`${home}/users/`);
  equal(await reader.getByRole('link', { name: 'New user' }).count(), 0);
  await reader.locator('td a').first().click();
  equal(await reader.locator('main form').count(), 0);
  await reader.context().close();
});
await check('a page of another site cannot frame it', async () => {
  const outer = await (await browser.newContext()).newPage();
  await outer.route('https://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: `<iframe src="${home}/" width="600" height="400"></iframe>` }));
  await outer.goto('https://evil.example/');
  await outer.waitForTimeout(300);
  const text = await outer.frames()[1]?.evaluate(() => document.body.innerText).catch(() => '');
  if (/Overview|Management key/.test(text ?? '')) throw new Error('the frame shows the console');
  await outer.context().close();
});

const org = await value('select id from neon_auth.organization order by "createdAt" desc limit 1');
const user = await value(`select "userId" from neon_auth.session limit 1`);
for (const path of ['sign-in', ...PAGES.split(',').filter((one) => !/inbox|html$/.test(one))]) { // settings.mjs has the others
  const address = path === 'sign-in' ? `${BASE}/console/sign-in` : home + path.replace('/users/{id}', `/users/${user}`).replace('/organizations/{id}', `/organizations/${org}`).replace('{group}', 'general').replace('{kind}', 'magic-link').replace('{topic}', 'running');
  await check(`axe and screenshots: ${path || '/'}`, async () => {
    const looked = path === 'sign-in' ? await (await context()).newPage() : page;
    await look(looked, address, path.replaceAll(/[^a-z]+/g, '-').replace(/^-|-$/g, '') || 'overview');
    if (path === 'sign-in') await looked.context().close();
  });
}
await end();
