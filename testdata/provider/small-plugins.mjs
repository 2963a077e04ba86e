// Better Auth's own clients of three releases, with their plugins for usernames, several sessions in one browser, one-time
// tokens and the last login method. The "browser" is a jar of cookies, which scripts can read.
// Environment: BASE (the auth base URL).
import { BASE, browser, check, end, equal, good, password } from './client.mjs';

for (const release of ['1.4', '1.6', '1.7']) {
  const { createAuthClient } = await import(`better-auth-${release}/client`);
  const { usernameClient, multiSessionClient, oneTimeTokenClient, lastLoginMethodClient } = await import(`better-auth-${release}/client/plugins`);
  const open = () => {
    const { jar, send } = browser();
    globalThis.document = { get cookie() { return Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; '); } };
    const plugins = [usernameClient(), multiSessionClient(), oneTimeTokenClient(), lastLoginMethodClient()];
    return createAuthClient({ baseURL: BASE, plugins, fetchOptions: { customFetchImpl: send } });
  };
  const id = release.replace('.', '_');
  const address = (name) => `${name}-${id}@example.com`;
  const client = open();
  await check(`${release}: usernames`, async () => {
    equal(good(await client.isUsernameAvailable({ username: `ada_${id}` })).available, true);
    const { user } = good(await client.signUp.email({ email: address('ada'), password, name: 'Ada', username: `Ada_${id}` }));
    equal([user.username, user.displayUsername].join(), `ada_${id},Ada_${id}`);
    equal(good(await client.isUsernameAvailable({ username: `ADA_${id}` })).available, false);
    const other = open();
    equal((await other.signIn.username({ username: `ada_${id}`, password: 'another word' })).error?.code, 'INVALID_USERNAME_OR_PASSWORD');
    equal(good(await other.signIn.username({ username: `ADA_${id}`, password })).user.email, address('ada'));
    equal(good(await other.getSession()).user.username, `ada_${id}`);
    good(await other.updateUser({ username: `countess_${id}` }));
    equal(good(await open().signIn.username({ username: `countess_${id}`, password })).user.email, address('ada'));
  });
  await check(`${release}: several sessions in one browser`, async () => {
    const shared = open();
    const ada = good(await shared.signIn.email({ email: address('ada'), password })).token;
    const bob = good(await shared.signUp.email({ email: address('bob'), password, name: 'Bob' })).token;
    const list = good(await shared.multiSession.listDeviceSessions({}));
    equal(list.map(({ user }) => user.name).sort().join(), 'Ada,Bob');
    equal(good(await shared.getSession()).user.name, 'Bob');
    equal(good(await shared.multiSession.setActive({ sessionToken: ada })).user.name, 'Ada');
    equal(good(await shared.getSession()).user.name, 'Ada');
    equal(good(await shared.multiSession.revoke({ sessionToken: ada })).status, true);
    equal(good(await shared.getSession()).user.name, 'Bob');
    equal((await shared.multiSession.setActive({ sessionToken: ada })).error?.code, 'INVALID_SESSION_TOKEN');
    good(await shared.signOut());
    equal(good(await shared.multiSession.listDeviceSessions({})).length, 0);
    equal((await shared.multiSession.revoke({ sessionToken: bob })).error?.status, 401);
  });
  await check(`${release}: a one-time token hands the session over`, async () => {
    const { token } = good(await client.oneTimeToken.generate());
    const other = open();
    equal(good(await other.oneTimeToken.verify({ token })).user.email, address('ada'));
    equal(good(await other.getSession()).user.email, address('ada'));
    equal((await open().oneTimeToken.verify({ token })).error?.code, 'INVALID_TOKEN');
  });
  await check(`${release}: the last login method`, async () => {
    const other = open(); // document is this one's
    equal(other.getLastUsedLoginMethod(), null);
    good(await other.signIn.email({ email: address('ada'), password }));
    equal(other.getLastUsedLoginMethod(), 'email');
    equal(other.isLastUsedLoginMethod('google'), false);
  });
}
end();
