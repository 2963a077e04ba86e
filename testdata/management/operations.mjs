// All operations for auth, in an order that leaves nothing behind. `call(operation, {body, provider, user, authProvider})`
// resolves to the answer's data, or rejects with {status, code, message}. `names` are the operations of the client.
import { branch, check, equal, includes, mailServer, project, refused } from './lib.mjs';

const better_auth = { auth_provider: 'better_auth' };
const passwordSettings = {
  enabled: true, email_verification_method: 'otp', require_email_verification: false, auto_sign_in_after_verification: true,
  send_verification_email_on_sign_up: false, send_verification_email_on_sign_in: false, disable_sign_up: false,
};

export async function runOperations(client, names) {
  const used = new Set();
  const call = (name, args = {}) => {
    if (!names.includes(name)) throw new Error(`the client has no operation ${name}`);
    used.add(name);
    return client(name, args);
  };

  const enabled = await check('getNeonAuth', async () => {
    const auth = await call('getNeonAuth');
    includes(auth, { ...better_auth, branch_id: branch, owned_by: 'user', jwks_url: `${auth.base_url}/.well-known/jwks.json` });
    return auth;
  });
  await check('createNeonAuth, enabled already', () => refused(call('createNeonAuth', { body: better_auth }), 409));
  await check('createNeonAuthIntegration, enabled already', () =>
    refused(call('createNeonAuthIntegration', { body: { ...better_auth, project_id: project, branch_id: branch } }), 409));
  await check('listNeonAuthIntegrations', async () => {
    const { data } = await call('listNeonAuthIntegrations');
    includes(data.find((entry) => entry.branch_id === branch), { ...better_auth, db_name: enabled.db_name });
  });
  await check('updateNeonAuthConfig', async () => {
    equal(await call('updateNeonAuthConfig', { body: { name: 'Acme' } }), { name: 'Acme' });
    equal((await call('getNeonAuth')).name, 'Acme', 'name');
  });

  await domains(call, 'listBranchNeonAuthTrustedDomains', 'addBranchNeonAuthTrustedDomain', 'deleteBranchNeonAuthTrustedDomain');
  await domains(call, 'listNeonAuthRedirectUriWhitelistDomains', 'addNeonAuthDomainToRedirectUriWhitelist', 'deleteNeonAuthDomainFromRedirectUriWhitelist');
  await providers(call, 'Branch');
  await providers(call, '');
  await users(call);
  await mail(call, names);

  await check('getNeonAuthEmailAndPasswordConfig, updateNeonAuthEmailAndPasswordConfig', async () => {
    includes(await call('getNeonAuthEmailAndPasswordConfig'), passwordSettings);
    const changed = { ...passwordSettings, disable_sign_up: true, email_verification_method: 'link' };
    includes(await call('updateNeonAuthEmailAndPasswordConfig', { body: { disable_sign_up: true, email_verification_method: 'link' } }), changed);
    includes(await call('getNeonAuthEmailAndPasswordConfig'), changed);
    includes(await call('updateNeonAuthEmailAndPasswordConfig', { body: {} }), changed);
    await call('updateNeonAuthEmailAndPasswordConfig', { body: passwordSettings });
    await refused(call('updateNeonAuthEmailAndPasswordConfig', { body: { enabled: 'yes' } }), 400);
  });
  await check('getNeonAuthAllowLocalhost, updateNeonAuthAllowLocalhost', async () => {
    const { allow_localhost } = await call('getNeonAuthAllowLocalhost');
    equal(await call('updateNeonAuthAllowLocalhost', { body: { allow_localhost: !allow_localhost } }), { allow_localhost: !allow_localhost });
    equal(await call('updateNeonAuthAllowLocalhost', { body: { allow_localhost } }), { allow_localhost });
  });
  await check('updateNeonAuthOrganizationPlugin, updateNeonAuthMagicLinkPlugin, updateNeonAuthPhoneNumberPlugin, getNeonAuthPluginConfigs', async () => {
    const organization = await call('updateNeonAuthOrganizationPlugin', { body: { organization_limit: 3, creator_role: 'admin' } });
    includes(organization, { enabled: true, organization_limit: 3, membership_limit: 100, creator_role: 'admin', send_invitation_email: false });
    const magic_link = await call('updateNeonAuthMagicLinkPlugin', { body: { enabled: true, expires_in: 15 } });
    includes(magic_link, { enabled: true, expires_in: 15, disable_sign_up: false });
    const phone_number = await call('updateNeonAuthPhoneNumberPlugin', { body: { enabled: true, otp_expires_in: 120 } });
    includes(phone_number, { enabled: true, otp_expires_in: 120 });
    equal(await call('getNeonAuthPhoneNumberPlugin'), phone_number);
    const plugins = await call('getNeonAuthPluginConfigs');
    includes(plugins, { organization, magic_link, phone_number });
    equal(Object.keys(plugins).sort(), ['allow_localhost', 'email_and_password', 'email_provider', 'magic_link', 'oauth_providers', 'organization', 'phone_number'], 'keys');
    await refused(call('updateNeonAuthMagicLinkPlugin', { body: { expires_in: 1 } }), 400);
  });
  await check('getNeonAuthWebhookConfig, updateNeonAuthWebhookConfig', async () => {
    includes(await call('getNeonAuthWebhookConfig'), { enabled: false, enabled_events: [], timeout_seconds: 5 });
    const webhook = { enabled: true, webhook_url: 'https://hooks.example.com/neon', enabled_events: ['user.created', 'send.otp'], timeout_seconds: 7 };
    includes(await call('updateNeonAuthWebhookConfig', { body: webhook }), webhook);
    includes(await call('getNeonAuthWebhookConfig'), webhook);
    await refused(call('updateNeonAuthWebhookConfig', { body: { ...webhook, webhook_url: 'http://localhost/' } }), 400);
    includes(await call('updateNeonAuthWebhookConfig', { body: { enabled: false } }), { enabled: false, enabled_events: [], timeout_seconds: 5 });
  });

  await check('createNeonAuthProviderSdkKeys', async () =>
    includes(await call('createNeonAuthProviderSdkKeys', { body: { ...better_auth, project_id: project } }), { ...better_auth, schema_name: 'neon_auth' }));
  await check('transferNeonAuthProviderProject', async () => {
    const { url } = await call('transferNeonAuthProviderProject', { body: { ...better_auth, project_id: project } });
    equal(URL.canParse(url), true, 'whether there is an address');
  });
  await enabling(call, enabled);
  await check('every operation is tried', () => equal(names.filter((name) => !used.has(name)), [], 'the rest'));
}

async function domains(call, list, add, remove) {
  await check(`${list}, ${add}, ${remove}`, async () => {
    const domain = 'https://App.example.com/';
    equal(await call(add, { body: { ...better_auth, domain } }) || {}, {}, 'the answer, which is empty');
    const { domains: listed } = await call(list);
    includes(listed.find((entry) => entry.domain === domain), { domain, ...better_auth });
    for (let times = 0; times < 2; times++) await call(remove, { body: { ...better_auth, domains: [{ domain }] } });
    equal((await call(list)).domains.filter((entry) => entry.domain === domain), [], 'the list');
    await refused(call(add, { body: { ...better_auth, domain: 'app.example.com' } }), 400);
  });
}

async function providers(call, of) {
  const [list, add, update, remove] = [
    `list${of}NeonAuthOauthProviders`, `add${of}NeonAuthOauthProvider`, `update${of}NeonAuthOauthProvider`, `delete${of}NeonAuthOauthProvider`,
  ];
  await check(`${list}, ${add}, ${update}, ${remove}`, async () => {
    const made = await call(add, { body: { id: 'github', client_id: 'c', client_secret: 'hush' } });
    includes(made, { id: 'github', type: 'standard', client_id: 'c' });
    includes(await call(update, { provider: 'github', body: { client_id: 'd' } }), { id: 'github', type: 'standard', client_id: 'd' });
    const { providers: listed } = await call(list);
    includes(listed.find((entry) => entry.id === 'github'), { type: 'standard', client_id: 'd' });
    if (JSON.stringify(listed).includes('hush')) throw new Error('the list contains the secret');
    await refused(call(add, { body: { id: 'vercel' } }), 400, 'INVALID_SHARED_OAUTH_PROVIDER');
    await call(remove, { provider: 'github' });
    await refused(call(update, { provider: 'github', body: { client_id: 'e' } }), 404);
  });
}

async function users(call) {
  await check('createBranchNeonAuthNewUser, updateNeonAuthUserRole, deleteBranchNeonAuthUser', async () => {
    const { id } = await call('createBranchNeonAuthNewUser', { body: { email: 'ada-of-management@example.com', name: 'Ada' } });
    equal(await call('updateNeonAuthUserRole', { user: id, body: { roles: ['admin', 'editor'] } }), { id });
    await call('deleteBranchNeonAuthUser', { user: id });
    await refused(call('deleteBranchNeonAuthUser', { user: id }), 404);
  });
  await check('createNeonAuthNewUser, deleteNeonAuthUser', async () => {
    const { id } = await call('createNeonAuthNewUser', { body: { ...better_auth, project_id: project, email: 'bob-of-management@example.com' } });
    await call('deleteNeonAuthUser', { user: id });
    await refused(call('deleteNeonAuthUser', { user: id }), 404);
  });
}

async function mail(call, names) {
  const server = { ...mailServer, username: 'acme', password: 'hush', sender_email: 'no-reply@example.com', sender_name: 'Acme' };
  for (const [get, update] of [['getNeonAuthEmailProvider', 'updateNeonAuthEmailProvider'], ['getNeonAuthEmailServer', 'updateNeonAuthEmailServer']]) {
    await check(`${get}, ${update}`, async () => {
      equal(await call(get), { type: 'shared' });
      await refused(call(update, { body: { type: 'standard', sender_name: 'Acme' } }), 400);
      includes(await call(update, { body: { type: 'standard', ...server } }), { ...server, type: 'standard', password: '' });
      includes(await call(update, { body: { type: 'standard', sender_name: 'New' } }), { ...server, sender_name: 'New', password: '' });
      includes(await call(get), { ...server, sender_name: 'New', password: '' });
      equal(await call(update, { body: { type: 'shared' } }), { type: 'shared' });
    });
  }
  await check('sendNeonAuthTestEmail', async () => {
    equal(await call('sendNeonAuthTestEmail', { body: { ...server, recipient_email: 'ada@example.com' } }), { success: true });
    const failed = await call('sendNeonAuthTestEmail', { body: { ...server, host: '10.255.255.1', recipient_email: 'ada@example.com' } });
    equal(failed.success, false, 'success');
    if (!failed.error_message) throw new Error('there is no error_message');
  });
  if (!names.includes('sendNeonAuthEmailProviderTest')) return; // younger than @neondatabase/api-client
  await check('sendNeonAuthEmailProviderTest', async () => {
    await refused(call('sendNeonAuthEmailProviderTest', { body: { recipient_email: 'ada@example.com' } }), 400);
    await call('updateNeonAuthEmailProvider', { body: { type: 'standard', ...server } });
    equal(await call('sendNeonAuthEmailProviderTest', { body: { recipient_email: 'ada@example.com' } }), { success: true });
    await call('updateNeonAuthEmailProvider', { body: { type: 'shared' } });
  });
}

async function enabling(call, enabled) {
  await check('disableNeonAuth, createNeonAuth', async () => {
    await call('disableNeonAuth', { body: { delete_data: false } });
    await refused(call('getNeonAuth'), 404);
    await refused(call('getNeonAuthPluginConfigs'), 404);
    const made = await call('createNeonAuth', { body: better_auth });
    includes(made, { ...better_auth, schema_name: 'neon_auth', table_name: 'users_sync', base_url: enabled.base_url, pub_client_key: '', secret_server_key: '' });
    equal((await call('getNeonAuth')).name, 'Acme', 'the name, which disabling keeps');
  });
  await check('deleteNeonAuthIntegration, createNeonAuthIntegration', async () => {
    await call('deleteNeonAuthIntegration', { authProvider: 'better_auth', body: { delete_data: true } });
    await refused(call('getNeonAuth'), 404);
    const made = await call('createNeonAuthIntegration', { body: { ...better_auth, project_id: project, branch_id: branch } });
    includes(made, { ...better_auth, schema_name: 'neon_auth' });
    equal((await call('getNeonAuthPluginConfigs')).magic_link.enabled, false, 'a setting, whose row is new');
  });
}
