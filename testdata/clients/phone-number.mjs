// Phone numbers as Neon serves them, with @neondatabase/auth in a browser. MAILBOX_URL lists the text messages.
import { Browser, base, check, equal, failure, finish, fresh, newEmail, password, sdk, truthy, use } from './lib.mjs';

const { createAuthClient } = await import(sdk);
const client = createAuthClient(base);
const [ann, other] = [new Browser(), new Browser()];
const data = async (promise) => { const { data, error } = await promise; if (error) throw error; return data; };
const phoneNumber = `+4915${Math.floor(1e8 + Math.random() * 9e8)}`;
const email = newEmail('ann');

async function code(before = 0) {
  for (const end = Date.now() + 30000; Date.now() < end; await new Promise((wake) => setTimeout(wake, 50))) {
    const sent = (await (await fetch(process.env.MAILBOX_URL)).json()).filter(({ to }) => to === phoneNumber);
    if (sent.length > before) return sent.at(-1).otp;
  }
  throw new Error('no message');
}

use(ann);
await check('sign up, and add a number', async () => {
  await data(client.signUp.email({ email, password, name: 'Ann' }));
  equal((await data(client.phoneNumber.sendOtp({ phoneNumber }))).message, 'code sent', 'answer');
  const { user } = await data(client.phoneNumber.verify({ phoneNumber, code: await code(), updatePhoneNumber: true }));
  equal([user.phoneNumber, user.phoneNumberVerified], [phoneNumber, true], 'user');
  equal((await data(client.getSession(fresh))).user.phoneNumber, phoneNumber, 'session');
});
use(other);
await check('sign in with a code', async () => {
  await data(client.phoneNumber.sendOtp({ phoneNumber }));
  truthy((await failure(() => client.phoneNumber.verify({ phoneNumber, code: 'wrong' }))).message, 'message');
  const { token, user } = await data(client.phoneNumber.verify({ phoneNumber, code: await code(1) }));
  truthy(token, 'token');
  equal(user.email, email, 'user');
  equal((await data(client.getSession(fresh))).user.email, email, 'session');
});
await check('a number of nobody does not sign up', async () => {
  const unknown = '+491600000000';
  await data(client.phoneNumber.sendOtp({ phoneNumber: unknown }));
  const sent = (await (await fetch(process.env.MAILBOX_URL)).json()).filter(({ to }) => to === unknown);
  equal((await failure(() => client.phoneNumber.verify({ phoneNumber: unknown, code: sent.at(-1).otp }))).status, 400, 'status');
});
finish();
