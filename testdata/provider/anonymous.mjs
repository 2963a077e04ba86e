// Better Auth's own clients of three releases, with their plugin for anonymous users. The "browser" is a jar of cookies.
// Environment: BASE (the auth base URL).
import { BASE, browser, check, end, equal, good, password } from './client.mjs';

for (const release of ['1.4', '1.6', '1.7']) {
  const { createAuthClient } = await import(`better-auth-${release}/client`);
  const { anonymousClient } = await import(`better-auth-${release}/client/plugins`);
  const client = createAuthClient({ baseURL: BASE, plugins: [anonymousClient()], fetchOptions: { customFetchImpl: browser().send } });
  const email = `anon-${release.replaceAll('.', '')}@example.com`;
  await check(`${release}: signs in without an account`, async () => {
    equal(good(await client.signIn.anonymous()).user.name, 'Anonymous');
    equal(good(await client.getSession()).user.isAnonymous, true);
  });
  await check(`${release}: not twice`, async () => {
    equal((await client.signIn.anonymous()).error?.code, 'ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY');
  });
  await check(`${release}: becomes an account`, async () => {
    good(await client.signUp.email({ name: 'Ann', email, password }));
    const { user } = good(await client.getSession());
    equal(user.email, email);
    equal(user.isAnonymous, false);
  });
  await check(`${release}: is deleted`, async () => {
    const other = createAuthClient({ baseURL: BASE, plugins: [anonymousClient()], fetchOptions: { customFetchImpl: browser().send } });
    good(await other.signIn.anonymous());
    equal(good(await other.$fetch('/delete-anonymous-user', { method: 'POST' })).success, true);
    equal((await other.getSession()).data, null);
  });
}
end();
