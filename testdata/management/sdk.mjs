// Drives every auth operation of @neon/sdk: the raw ones, and the methods of neon.auth.
import { createNeonClient, raw } from '@neon/sdk';
import { branch, check, equal, finish, host, includes, key, project, refused } from './lib.mjs';
import { runOperations } from './operations.mjs';

const neon = createNeonClient({ apiKey: key, baseUrl: host, throwOnError: true });

/** An error of the SDK, with the code that the server sent. */
const told = (error) => Promise.reject(Object.assign(new Error(error.message), { status: error.status, code: error.code }));
const call = (operation, { body, provider, user, authProvider }) => raw[operation]({
  client: neon.client,
  throwOnError: true,
  path: { project_id: project, branch_id: branch, oauth_provider_id: provider, auth_user_id: user, auth_provider: authProvider },
  body,
}).catch(told);

const at = { projectId: project, branchId: branch };
const { auth } = neon;

await check('auth.get', async () => includes(await auth.get(at), { auth_provider: 'better_auth', branch_id: branch }));
await check('auth.updateConfig', async () => equal(await auth.updateConfig({ ...at, name: 'Acme Ltd' }), { name: 'Acme Ltd' }));
await check('auth.oauthProviders.list, add, update, delete', async () => {
  includes(await auth.oauthProviders.add({ ...at, id: 'microsoft', client_id: 'c', client_secret: 'hush', microsoft_tenant_id: 't' }), { id: 'microsoft', type: 'standard' });
  includes(await auth.oauthProviders.update({ ...at, providerId: 'microsoft', client_secret: 'hush-2' }), { client_id: 'c' });
  includes((await auth.oauthProviders.list(at)).find((entry) => entry.id === 'microsoft'), { client_id: 'c' });
  await auth.oauthProviders.delete({ ...at, providerId: 'microsoft' });
  await refused(auth.oauthProviders.delete({ ...at, providerId: 'microsoft' }), 404);
});
await check('auth.trustedDomains.list, add, delete', async () => {
  await auth.trustedDomains.add({ ...at, domain: 'https://sdk.example.com', auth_provider: 'better_auth' });
  includes((await auth.trustedDomains.list(at)).at(-1), { domain: 'https://sdk.example.com' });
  await auth.trustedDomains.delete({ ...at, auth_provider: 'better_auth', domains: [{ domain: 'https://sdk.example.com' }] });
  equal((await auth.trustedDomains.list(at)).filter((entry) => entry.domain === 'https://sdk.example.com'), [], 'the list');
});
await check('auth.users.create, updateRole, delete', async () => {
  const { id } = await auth.users.create({ ...at, email: 'eve-of-the-sdk@example.com' });
  equal(await auth.users.updateRole({ ...at, authUserId: id, roles: ['admin'] }), { id });
  await auth.users.delete({ ...at, authUserId: id });
});
await check('auth.disable, create', async () => {
  await auth.disable(at);
  await refused(auth.get(at), 404);
  includes(await auth.create({ ...at, auth_provider: 'better_auth' }), { auth_provider: 'better_auth', schema_name: 'neon_auth' });
});
await check('an error is typed', async () => {
  const { data, error } = await createNeonClient({ apiKey: 'napi_wrong', baseUrl: host }).auth.get(at);
  equal([data, error.kind, error.status], [undefined, 'auth', 401]);
});

await runOperations(call, Object.keys(raw).filter((name) => name.includes('NeonAuth')));
finish();
