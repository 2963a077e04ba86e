// Better Auth's own clients of three releases sign in with a provider and name accounts, each in its way. The "browser"
// is a jar of cookies by host. Environment: BASE (the auth base URL), PROVIDER (oidc-provider's issuer).
import { BASE, app, check, end, equal, good } from './client.mjs';

const { PROVIDER } = process.env;

function browser() {
  const jars = {};
  return async (input, init = {}) => {
    const url = new URL(input?.url ?? input);
    const jar = (jars[url.host] ??= {});
    const headers = new Headers(init.headers);
    headers.set('cookie', Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; '));
    if (url.href.startsWith(BASE)) headers.set('origin', app);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      jar[name] = value;
    }
    return response;
  };
}

async function walk(visit, address) {
  for (let hops = 0; hops < 12 && !address.startsWith(app); hops++) address = new URL((await visit(address)).headers.get('location'), address).href;
  return new URL(address);
}

for (const release of ['1.4', '1.6', '1.7']) {
  const { createAuthClient } = await import(`better-auth-${release}/client`);
  const { genericOAuthClient } = await import(`better-auth-${release}/client/plugins`); // 1.7 has none
  const visit = browser();
  const account = `user-${release.replace('.', '-')}`;
  await fetch(`${PROVIDER}/__mode`, { method: 'POST', body: JSON.stringify({ account, approve: true }) });
  const client = createAuthClient({ baseURL: BASE, plugins: genericOAuthClient ? [genericOAuthClient()] : [], fetchOptions: { customFetchImpl: visit } });

  await check(`${release}: signIn.oauth2 or social, and back`, async () => {
    const start = { callbackURL: `${app}/in`, disableRedirect: true };
    const { url } = good(release === '1.7' ? await client.signIn.social({ provider: 'kit', ...start }) : await client.signIn.oauth2({ providerId: 'kit', ...start }));
    const end = await walk(visit, url);
    equal(end.searchParams.get('error'), null);
    equal(good(await client.getSession()).user.email, `${account}@example.com`);
  });
  const id = await client.listAccounts().then((answer) => good(answer)[0]);
  const chosen = release === '1.7' ? { accountId: id.id } : { providerId: 'kit' };
  await check(`${release}: accountInfo`, async () => {
    const query = { accountId: release === '1.7' ? id.id : id.accountId };
    equal(good(await client.accountInfo({ query })).user.email, `${account}@example.com`);
  });
  await check(`${release}: getAccessToken and refreshToken`, async () => {
    const first = good(await client.getAccessToken(chosen)).accessToken;
    const second = good(await client.refreshToken(chosen)).accessToken;
    equal(typeof first === 'string' && first !== second, true);
  });
  await check(`${release}: unlinkAccount refuses the last one`, async () =>
    equal((await client.unlinkAccount(chosen)).error?.code, 'YOU_CANT_UNLINK_YOUR_LAST_ACCOUNT'));
  await check(`${release}: an untrusted callbackURL`, async () =>
    equal((await client.signIn.social({ provider: 'kit', callbackURL: 'https://evil.test/', disableRedirect: true })).error?.status, 403));
}
end();
