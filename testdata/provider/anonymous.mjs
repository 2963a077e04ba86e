// Better Auth's own clients of three releases, with their plugin for anonymous users. The "browser" is a jar of cookies.
// Environment: BASE (the auth base URL).
const { BASE } = process.env;
const app = 'https://app.example.com';
const password = 'correct horse battery';
let failed = 0;
const check = async (name, run) => {
  try { await run(); console.log(`ok - ${name}`); } catch (error) { failed++; console.log(`not ok - ${name}: ${String(error?.message ?? error).split('\n')[0]}`); }
};
const equal = (got, want) => { if (got !== want) throw new Error(`${JSON.stringify(got)} instead of ${JSON.stringify(want)}`); };
const good = ({ data, error }) => { if (error) throw new Error(JSON.stringify(error)); return data; };

function browser() {
  const jar = {};
  return async (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('origin', app);
    const response = await fetch(input?.url ?? input, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/max-age=0/i.test(line)) delete jar[name];
      else jar[name] = value;
    }
    return response;
  };
}

for (const release of ['1.4', '1.6', '1.7']) {
  const { createAuthClient } = await import(`better-auth-${release}/client`);
  const { anonymousClient } = await import(`better-auth-${release}/client/plugins`);
  const client = createAuthClient({ baseURL: BASE, plugins: [anonymousClient()], fetchOptions: { customFetchImpl: browser() } });
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
    const other = createAuthClient({ baseURL: BASE, plugins: [anonymousClient()], fetchOptions: { customFetchImpl: browser() } });
    good(await other.signIn.anonymous());
    equal(good(await other.$fetch('/delete-anonymous-user', { method: 'POST' })).success, true);
    equal((await other.getSession()).data, null);
  });
}
console.log(failed ? `${failed} failed` : 'all passed');
process.exit(failed ? 1 : 0);
