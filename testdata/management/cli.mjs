// Drives every subcommand of `neon neon-auth`, the command line of package neon, in a home of its own.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { branch, check, equal, finish, host, includes, key, mailServer, project } from './lib.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'node_modules/neon');
const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const program = join(folder, typeof bin === 'string' ? bin : bin.neon);
const home = mkdtempSync(join(tmpdir(), 'neon-cli-'));
const { PATH } = process.env;

/** Runs a command and returns its exit status and what it printed. */
function run(args, more = {}) {
  const env = { PATH, HOME: home, CI: '1', NO_UPDATE_NOTIFIER: '1', NEON_API_HOST: host, NEON_API_KEY: key, ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args, '--no-analytics'], { cwd: home, env, timeout: 300_000 }, (error, out, err) =>
      resolve({ status: error ? error.code : 0, out, err }));
  });
}

const used = new Set();

/** Runs `neon neon-auth …` on the branch, which must succeed. Returns its JSON, or its words where it prints no JSON. */
async function neon(words, ...flags) {
  used.add(words.join(' '));
  const { status, out, err } = await run(['neon-auth', ...words, ...flags, '--output', 'json', '--project-id', project, '--branch', branch]);
  equal(status, 0, `status of ${words.join(' ')} (${err.trim() || out.trim()})`);
  try {
    return JSON.parse(out);
  } catch {
    return out + err;
  }
}

/** Runs `neon neon-auth …`, which must exit with 1 and say these words. */
async function fails(said, ...args) {
  const { status, err } = await run(['neon-auth', ...args, '--project-id', project, '--branch', branch]);
  equal(status, 1, 'status');
  if (!err.includes(said)) throw new Error(`it says ${JSON.stringify(err)}, expected ${said}`);
}

await check('status', async () => includes(await neon(['status']), { auth_provider: 'better_auth', branch_id: branch }));
await check('status, by the names that it finds itself', async () => {
  const found = async (...args) => {
    const { status, out, err } = await run(['neon-auth', 'status', '--output', 'json', ...args]);
    equal(status, 0, `status of ${args} (${err.trim()})`);
    return JSON.parse(out);
  };
  const { db_name } = await found();
  includes(await found('--branch', db_name), { branch_id: branch });
  includes(await found('--project-id', project), { branch_id: branch });
});
await check('enable, enabled already', async () => {
  const { out, err, status } = await run(['neon-auth', 'enable', '--project-id', project, '--branch', branch]);
  equal(status, 0, `status (${err})`);
  if (!(out + err).includes('/auth')) throw new Error(`no address in ${out}${err}`);
});
await check('oauth-provider add, list, update, delete', async () => {
  const credentials = ['--oauth-client-id', 'c', '--oauth-client-secret', 'hush'];
  includes(await neon(['oauth-provider', 'add'], '--provider-id', 'github', ...credentials), { id: 'github', type: 'standard', client_id: 'c' });
  includes(await neon(['oauth-provider', 'update'], '--provider-id', 'github', '--oauth-client-id', 'd'), { client_id: 'd' });
  const listed = await neon(['oauth-provider', 'list']);
  includes((listed.providers ?? listed).find((entry) => entry.id === 'github'), { type: 'standard', client_id: 'd' });
  await neon(['oauth-provider', 'delete'], '--provider-id', 'github');
  await fails('requires your own OAuth app credentials', 'oauth-provider', 'add', '--provider-id', 'vercel');
});
await check('domain add, list, delete', async () => {
  await neon(['domain', 'add'], 'https://App.example.com/');
  const listed = await neon(['domain', 'list']);
  includes((listed.domains ?? listed).at(-1), { domain: 'https://App.example.com/' });
  await fails('not', 'domain', 'delete', 'https://app.example.com/');
  await neon(['domain', 'delete'], 'https://App.example.com/');
});
await check('domain allow-localhost disable, get, enable', async () => {
  await neon(['domain', 'allow-localhost', 'disable']);
  includes(await neon(['domain', 'allow-localhost', 'get']), { allow_localhost: false });
  await neon(['domain', 'allow-localhost', 'enable']);
});
await check('config email-password update, get', async () => {
  includes(await neon(['config', 'email-password', 'update'], '--disable-sign-up', '--email-verification-method', 'link'), { disable_sign_up: true, enabled: true });
  includes(await neon(['config', 'email-password', 'get']), { disable_sign_up: true, email_verification_method: 'link' });
  includes(await neon(['config', 'email-password', 'update']), { disable_sign_up: true });
  await neon(['config', 'email-password', 'update'], '--no-disable-sign-up');
});
await check('config email-provider update, get, test', async () => {
  const server = ['--type', 'standard', '--host', mailServer.host, '--port', String(mailServer.port), '--username', 'acme', '--password', 'hush'];
  await fails('sender_email is missing', 'config', 'email-provider', 'update', ...server);
  includes(await neon(['config', 'email-provider', 'update'], ...server, '--sender-email', 'no-reply@example.com', '--sender-name', 'Acme'),
    { type: 'standard', port: mailServer.port, sender_email: 'no-reply@example.com' });
  await neon(['config', 'email-provider', 'update'], ...server);
  includes(await neon(['config', 'email-provider', 'get']), { host: mailServer.host, username: 'acme', sender_name: 'Acme' });
  includes(await neon(['config', 'email-provider', 'test'], '--recipient-email', 'ada@example.com'), { success: true });
  await neon(['config', 'email-provider', 'update'], '--type', 'shared');
  await fails('no saved mail server', 'config', 'email-provider', 'test', '--recipient-email', 'ada@example.com');
});
await check('config organization update, get', async () => {
  includes(await neon(['config', 'organization', 'update'], '--limit', '4', '--creator-role', 'admin'), { organization_limit: 4, creator_role: 'admin' });
  includes(await neon(['config', 'organization', 'get']), { organization_limit: 4 });
});
await check('config webhook update, get', async () => {
  includes(await neon(['config', 'webhook', 'update'], '--enabled', '--url', 'https://hooks.example.com/neon', '--enabled-events', 'user.created', '--timeout', '7'),
    { enabled: true, webhook_url: 'https://hooks.example.com/neon' });
  includes(await neon(['config', 'webhook', 'get']), { enabled: true, timeout_seconds: 7 });
  await fails('webhook_url', 'config', 'webhook', 'update', '--enabled', '--url', 'http://localhost/');
  await neon(['config', 'webhook', 'update'], '--enabled', 'false');
});
await check('plugins list, get', async () => {
  includes((await neon(['plugins', 'list'])).organization, { organization_limit: 4 });
  for (const name of ['organization', 'magic_link', 'phone_number', 'email_provider', 'email_and_password', 'oauth_providers', 'allow_localhost']) {
    await neon(['plugins', 'get'], name);
  }
  await fails('', 'plugins', 'get', 'teams');
});
await check('user create, set-role, delete', async () => {
  const [id] = /[0-9a-f-]{36}/.exec(await neon(['user', 'create'], '--email', 'carl-of-the-cli@example.com')); // it prints a sentence
  await neon(['user', 'set-role'], id, '--roles', 'admin');
  await neon(['user', 'delete'], id);
  await fails('', 'user', 'delete', id);
});
await check('disable, status, enable', async () => {
  await neon(['disable']);
  const { status } = await run(['neon-auth', 'status', '--project-id', project, '--branch', branch]);
  equal(status, 0, 'status');
  includes(await neon(['enable']), { auth_provider: 'better_auth' });
});
await check('a wrong key', async () => {
  equal((await run(['neon-auth', 'status', '--project-id', project, '--branch', branch], { NEON_API_KEY: 'napi_wrong' })).status, 1, 'status');
});
await check('every subcommand is tried', () => equal(used.size, 27, 'the number'));
rmSync(home, { recursive: true });
finish();
