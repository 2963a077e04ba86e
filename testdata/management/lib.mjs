// Shared by the smoke programs: where the server is, and lines of the form "ok - name" / "not ok - name".
const { env } = process;
for (const name of ['NEON_API_HOST', 'NEON_API_KEY', 'PROJECT_ID', 'BRANCH_ID', 'SMTP_HOST', 'SMTP_PORT']) {
  if (!env[name]) {
    console.error(`${name} is required`);
    process.exit(2);
  }
}
export const host = env.NEON_API_HOST; // with /api/v2
export const key = env.NEON_API_KEY;
export const project = env.PROJECT_ID;
export const branch = env.BRANCH_ID;
export const mailServer = { host: env.SMTP_HOST, port: Number(env.SMTP_PORT) };

let passed = 0, failed = 0;

export async function check(name, fn) {
  try {
    const value = await fn();
    passed++;
    console.log(`ok - ${name}`);
    return value;
  } catch (error) {
    failed++;
    console.log(`not ok - ${name}: ${[error?.status, error?.code, error?.message ?? error].filter(Boolean).join(' ')}`);
    if (env.TRACE) console.log(error?.stack);
  }
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

/** Compares JSON whatever the order of its keys. Keys of `expected` only, if it is an object. */
export function includes(actual, expected, what = 'value') {
  for (const [name, value] of Object.entries(expected)) {
    const [a, e] = [actual?.[name], value].map((v) => JSON.stringify(v));
    if (a !== e) throw new Error(`${what}: ${name} is ${a}, expected ${e}`);
  }
}

export function equal(actual, expected, what = 'value') {
  const [a, e] = [actual, expected].map((v) => JSON.stringify(v));
  if (a !== e) throw new Error(`${what} is ${a}, expected ${e}`);
}

/** The call must fail with that status, and with a code and a message. */
export async function refused(call, status, code) {
  const answer = await call.then((value) => ({ value }), (error) => ({ error }));
  if (!answer.error) throw new Error(`it answered ${JSON.stringify(answer.value)}, expected ${status}`);
  equal(answer.error.status, status, `status (${answer.error.message})`);
  if (code) equal(answer.error.code, code, 'code');
  if (!answer.error.message) throw new Error('there is no message');
}
