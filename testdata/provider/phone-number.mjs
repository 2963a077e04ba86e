// Better Auth's own clients of three releases, with their plugin for phone numbers. The "browser" is a jar of cookies.
// Environment: BASE (the auth base URL), MESSAGES (the list of text messages).
import { BASE, browser, check, end, equal, good, password } from './client.mjs';

const { MESSAGES } = process.env;

// The last code sent to a number, once there are more than so many.
async function code(number, before = 0) {
  for (const end = Date.now() + 30000; Date.now() < end; await new Promise((wake) => setTimeout(wake, 50))) {
    const sent = (await (await fetch(MESSAGES)).json()).filter(({ to }) => to === number);
    if (sent.length > before) return sent.at(-1).otp;
  }
  throw new Error(`no message to ${number}`);
}

for (const release of ['1.4', '1.6', '1.7']) {
  const { createAuthClient } = await import(`better-auth-${release}/client`);
  const { phoneNumberClient } = await import(`better-auth-${release}/client/plugins`);
  const [email, phoneNumber] = [`phone-${release.replace('.', '-')}@example.com`, `+49151${release.replace('.', '')}0001`];
  const open = () => createAuthClient({ baseURL: BASE, plugins: [phoneNumberClient()], fetchOptions: { customFetchImpl: browser().send } });
  const client = open();
  good(await client.signUp.email({ email, password, name: 'Ada' }));
  await check(`${release}: sendOtp refuses what is no number`, async () =>
    equal((await client.phoneNumber.sendOtp({ phoneNumber: '0151 23456' })).error?.code, 'INVALID_PHONE_NUMBER'));
  await check(`${release}: sendOtp and verify add a number`, async () => {
    equal(good(await client.phoneNumber.sendOtp({ phoneNumber })).message, 'code sent');
    equal((await client.phoneNumber.verify({ phoneNumber, code: 'wrong', updatePhoneNumber: true })).error?.code, 'INVALID_OTP');
    const { status, user } = good(await client.phoneNumber.verify({ phoneNumber, code: await code(phoneNumber), updatePhoneNumber: true }));
    equal([status, user.phoneNumber, user.phoneNumberVerified].join(), `true,${phoneNumber},true`);
    equal(good(await client.getSession()).user.phoneNumber, phoneNumber);
  });
  const other = open();
  await check(`${release}: verify signs in`, async () => {
    good(await other.phoneNumber.sendOtp({ phoneNumber }));
    const { token, user } = good(await other.phoneNumber.verify({ phoneNumber, code: await code(phoneNumber, 1) }));
    equal([typeof token, user.email].join(), `string,${email}`);
    equal(good(await other.getSession()).user.email, email);
  });
  await check(`${release}: signIn.phoneNumber`, async () => {
    const third = open();
    equal((await third.signIn.phoneNumber({ phoneNumber, password: 'another word' })).error?.code, 'INVALID_PHONE_NUMBER_OR_PASSWORD');
    equal(good(await third.signIn.phoneNumber({ phoneNumber, password })).user.email, email);
    equal(good(await third.getSession()).user.email, email);
  });
  await check(`${release}: a new password`, async () => {
    good(await open().phoneNumber.requestPasswordReset({ phoneNumber }));
    good(await open().phoneNumber.resetPassword({ phoneNumber, otp: await code(phoneNumber, 2), newPassword: 'a new horse battery' }));
    equal(good(await other.getSession({ query: { disableCookieCache: true } })), null);
    good(await open().signIn.phoneNumber({ phoneNumber, password: 'a new horse battery' }));
  });
  await check(`${release}: updateUser does not set a number`, async () => {
    const last = open();
    good(await last.signIn.phoneNumber({ phoneNumber, password: 'a new horse battery' }));
    equal((await last.updateUser({ phoneNumber: '+4915100000000' })).error?.code, 'PHONE_NUMBER_CANNOT_BE_UPDATED');
    good(await last.updateUser({ phoneNumber: null }));
    equal(good(await last.getSession()).user.phoneNumber, null);
  });
}
end();
