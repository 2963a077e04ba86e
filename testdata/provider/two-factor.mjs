// Better Auth's own clients of three releases, with their plugin for two-factor. The "browser" is a jar of cookies.
// Environment: BASE (the auth base URL).
import { createHmac } from 'node:crypto';
import { BASE, app, browser, check, end, equal, good, password } from './client.mjs';

// The code of an authenticator app, so many steps from now.
function code(uri, steps) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const { searchParams } = new URL(uri);
  const bits = [...searchParams.get('secret')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

for (const release of ['1.4', '1.6', '1.7']) {
  const { createAuthClient } = await import(`better-auth-${release}/client`);
  const { twoFactorClient } = await import(`better-auth-${release}/client/plugins`);
  const email = `two-factor-${release.replace('.', '-')}@example.com`;
  let redirects = 0;
  const open = () => createAuthClient({
    baseURL: BASE,
    plugins: [twoFactorClient({ onTwoFactorRedirect: () => { redirects++; } })],
    fetchOptions: { customFetchImpl: browser().send },
  });
  const client = open();
  good(await client.signUp.email({ email, password, name: 'Ada' }));
  let uri; let codes; let used;
  await check(`${release}: enable returns the address and backup codes`, async () => {
    ({ totpURI: uri, backupCodes: codes } = good(await client.twoFactor.enable({ password })));
    equal(codes.length, 10);
    equal(good(await client.getSession()).user.twoFactorEnabled, false);
  });
  await check(`${release}: verifyTotp turns it on`, async () => {
    equal((await client.twoFactor.verifyTotp({ code: '000000' })).error?.code, 'INVALID_CODE');
    good(await client.twoFactor.verifyTotp({ code: code(uri, 0) }));
    equal(good(await client.getSession()).user.twoFactorEnabled, true);
    equal(good(await client.twoFactor.getTotpUri({ password })).totpURI, uri);
  });
  const other = open();
  await check(`${release}: a sign-in calls onTwoFactorRedirect`, async () => {
    equal(good(await other.signIn.email({ email, password })).twoFactorRedirect, true);
    equal(redirects, 1);
    equal(good(await other.getSession()), null);
  });
  await check(`${release}: verifyTotp signs in and trusts the browser`, async () => {
    used = code(uri, 1); // the step before the present one may end meanwhile
    good(await other.twoFactor.verifyTotp({ code: used, trustDevice: true }));
    equal(good(await other.getSession()).user.email, email);
    good(await other.signOut());
    equal(good(await other.signIn.email({ email, password })).user?.email, email);
  });
  const third = open();
  await check(`${release}: a code of the app is accepted once, a backup code is, too`, async () => {
    good(await third.signIn.email({ email, password }));
    equal((await third.twoFactor.verifyTotp({ code: used })).error?.code, 'INVALID_CODE');
    good(await third.twoFactor.verifyBackupCode({ code: codes[0] }));
    const fourth = open();
    good(await fourth.signIn.email({ email, password }));
    equal((await fourth.twoFactor.verifyBackupCode({ code: codes[0] })).error?.code, 'INVALID_BACKUP_CODE');
    good(await fourth.twoFactor.sendOtp());
  });
  await check(`${release}: generateBackupCodes and disable`, async () => {
    const fresh = good(await client.twoFactor.generateBackupCodes({ password })).backupCodes;
    equal(fresh.some((c) => codes.includes(c)), false);
    good(await client.twoFactor.disable({ password }));
    equal(good(await open().signIn.email({ email, password })).user?.email, email);
  });
}
end();
