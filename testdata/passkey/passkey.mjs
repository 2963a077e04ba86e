// Uses passkeys by Better Auth's own clients of three releases, in a real browser (Debian's chromium) with virtual
// authenticators. Environment: BASE (the auth base URL, at localhost), PORT (of the app), CHROMIUM.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const { BASE, PORT, CHROMIUM = '/usr/bin/chromium' } = process.env;
const app = `http://localhost:${PORT}`;
const password = 'correct horse battery';
let failed = 0;
const check = async (name, run) => {
  try { await run(); console.log(`ok - ${name}`); } catch (error) { failed++; console.log(`not ok - ${name}: ${String(error?.message ?? error).split('\n')[0]}`); }
};
const equal = (got, want) => { if (got !== want) throw new Error(`${JSON.stringify(got)} instead of ${JSON.stringify(want)}`); };

const scripts = {};
for (const release of ['1.4', '1.6', '1.7']) {
  const made = await build({ entryPoints: [`client-${release}/client.mjs`], bundle: true, format: 'iife', globalName: 'lib', platform: 'browser', write: false, logLevel: 'error' });
  scripts[`/${release}.js`] = made.outputFiles[0].text;
}
createServer((req, res) => {
  const script = scripts[req.url];
  res.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
  res.end(script ?? `<!doctype html><meta charset="utf-8"><script src="${req.url}.js"></script><script>
    const client = lib.createAuthClient({ baseURL: '${BASE}', plugins: [lib.passkeyClient(), lib.twoFactorClient()], fetchOptions: { credentials: 'include' } });
  </script>`);
}).listen(Number(PORT), '127.0.0.1');

// The code of an authenticator app, so many steps from now.
function code(uri, steps) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...new URL(uri).searchParams.get('secret')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'], timeout: 120000 });
for (const release of ['1.4', '1.6', '1.7']) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(60000);
  await page.goto(`${app}/${release}`);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const plug = async (more) => (await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', hasResidentKey: true, automaticPresenceSimulation: true, ...more },
  })).authenticatorId;
  // call runs a method of the client in the page and returns its data. It fails with the code of an error.
  const raw = (path, input) => page.evaluate(async ([path, input]) => {
    let method = client;
    for (const name of path.split('.')) method = method[name];
    const { data, error } = (await method(input)) ?? {};
    return { data, error: error && { ...error } };
  }, [path, input]);
  const call = async (path, input) => {
    const { data, error } = await raw(path, input);
    if (error) throw new Error(`${path}: ${JSON.stringify(error)}`);
    return data;
  };
  const email = `passkey-${release.replace('.', '-')}@example.com`;
  const who = async () => (await call('getSession'))?.user.email;
  const laptop = await plug({ transport: 'internal', hasUserVerification: true, isUserVerified: true });
  await call('signUp.email', { email, password, name: 'Ada' });

  await check(`${release}: adds a passkey and lists it`, async () => {
    equal((await call('passkey.addPasskey', { name: 'Laptop' })).name, 'Laptop');
    const [one, more] = await call('$fetch', '/passkey/list-user-passkeys');
    equal(more, undefined);
    equal(`${one.name} ${one.deviceType} ${one.transports}`, 'Laptop singleDevice internal');
    equal((await raw('passkey.addPasskey', { name: 'Again' })).error !== null, true); // the authenticator has one already
    equal((await call('passkey.updatePasskey', { id: one.id, name: 'Old laptop' })).passkey.name, 'Old laptop');
  });
  await check(`${release}: signs in without a name`, async () => {
    await call('signOut');
    equal(await who(), undefined);
    const got = await call('signIn.passkey');
    equal(got.user.email, email);
    equal(got.session.userId, got.user.id);
    equal(await who(), email);
    const { credentials: [used] } = await cdp.send('WebAuthn.getCredentials', { authenticatorId: laptop });
    equal((await call('$fetch', '/passkey/list-user-passkeys'))[0].counter, used.signCount);
  });
  let uri;
  await check(`${release}: a verified user is not asked for a second factor`, async () => {
    uri = (await call('twoFactor.enable', { password })).totpURI;
    await call('twoFactor.verifyTotp', { code: code(uri, 0) });
    await call('signOut');
    equal((await call('signIn.passkey')).user.email, email);
    equal(await who(), email);
  });
  await check(`${release}: a key without a PIN is a second factor after a password, and proves again who the user is`, async () => {
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: laptop });
    const key = await plug({ transport: 'usb', hasUserVerification: false, hasResidentKey: false });
    await call('passkey.addPasskey', { name: 'Key' });
    await call('signOut');
    equal((await call('signIn.email', { email, password })).twoFactorRedirect, true);
    equal(await who(), undefined);
    equal((await call('signIn.passkey')).user.email, email);
    equal(await who(), email);
    const before = (await call('getSession')).session.id;
    equal((await call('signIn.passkey')).session.id !== before, true);
    equal(await who(), email);
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: key });
  });
  await check(`${release}: removes passkeys, which then sign nobody in`, async () => {
    const phone = await plug({ transport: 'internal', hasUserVerification: true, isUserVerified: true });
    const { id } = await call('passkey.addPasskey', { name: 'Phone' });
    await call('passkey.deletePasskey', { id });
    equal((await call('$fetch', '/passkey/list-user-passkeys')).map((p) => p.name).join(), 'Old laptop,Key');
    await call('signOut');
    equal((await raw('signIn.passkey')).error.code, 'PASSKEY_NOT_FOUND');
    equal(await who(), undefined);
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: phone });
  });
}
await browser.close();
console.log(failed ? `${failed} failed` : 'all passed');
process.exit(failed ? 1 : 0);
