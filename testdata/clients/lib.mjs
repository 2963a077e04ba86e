// Shared by the smoke programs: a cookie jar per simulated browser, a mailbox
// reader, and lines of the form "ok - name" / "not ok - name".
import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const env = process.env;
if (!env.NEON_AUTH_BASE_URL) {
  console.error('NEON_AUTH_BASE_URL is required, e.g. http://localhost:4010/neondb/auth');
  process.exit(2);
}
export const base = env.NEON_AUTH_BASE_URL.replace(/\/+$/, '');
export const appOrigin = env.APP_ORIGIN ?? 'http://localhost:3000';
/** Plain Better Auth lacks what Neon adds; STOCK=1 skips those checks. */
export const stock = env.STOCK === '1';
export const sdk = env.AUTH_SDK ?? '@neondatabase/auth';
export const password = 'correct horse battery';
export const newEmail = (who) => `${who}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}@example.com`;

// ---- results ---------------------------------------------------------------
let passed = 0, failed = 0, skipped = 0, waiting = 0;

// PENDING is a file of what the server cannot do yet, `clients/PROGRAM # CHECK: issue N – reason` a line.
// A listed check that passes, or that is not there, is a failure, so that the list stays true; and so is
// a check that is skipped without being listed.
const pending = new Map((env.PENDING ? readFileSync(env.PENDING, 'utf8') : '').split('\n')
  .map((line) => /^clients\/(\S+) # (.+): (issue \d+ .+)$/.exec(line))
  .filter((found) => found?.[1] === basename(process.argv[1], '.mjs'))
  .map(([, , name, reason]) => [name, { reason, met: false }]));

function wait(name) {
  const listed = pending.get(name);
  if (!listed) return false;
  listed.met = true;
  waiting++;
  console.log(`pending - ${name} (${listed.reason})`);
  return true;
}

function fail(name, detail) {
  failed++;
  console.log(`not ok - ${name}: ${detail}`);
}

export async function check(name, fn) {
  try {
    const value = await fn();
    if (pending.has(name)) return value; // told at the end, as one that did not wait
    passed++;
    console.log(`ok - ${name}`);
    return value;
  } catch (error) {
    if (wait(name)) return;
    fail(name, [error?.status, error?.code, error?.message ?? error].filter(Boolean).join(' '));
    if (env.TRACE) console.log(error?.stack);
  }
}

export function skip(name, why) {
  if (env.PENDING) return wait(name) || fail(name, `skipped: ${why}`);
  skipped++;
  console.log(`skip - ${name} (${why})`);
}

/** For what Neon adds to Better Auth. */
export const neonCheck = (name, fn) => (stock ? skip(name, 'STOCK=1') : check(name, fn));

export function finish() {
  for (const [name, { reason, met }] of pending) if (!met) fail(name, `no longer waits for ${reason}`);
  const rest = [[skipped, 'skipped'], [waiting, 'pending']].filter(([n]) => n).map(([n, what]) => `, ${n} ${what}`);
  console.log(`${passed} passed, ${failed} failed${rest.join('')}`);
  process.exit(failed ? 1 : 0);
}

export function equal(actual, expected, what = 'value') {
  const [a, e] = [actual, expected].map((v) => JSON.stringify(v));
  if (a !== e) throw new Error(`${what} is ${a}, expected ${e}`);
}

export function truthy(value, what) {
  if (!value) throw new Error(`${what} is ${JSON.stringify(value)}`);
  return value;
}

/** The error that fn throws or returns as {error}. */
export async function failure(fn) {
  let result;
  try { result = await fn(); } catch (error) { return error; }
  if (result?.error) return result.error;
  throw new Error(`expected a failure, got ${JSON.stringify(result)}`);
}

// ---- browsers --------------------------------------------------------------
const networkFetch = globalThis.fetch;
export const rawFetch = networkFetch;

export class Browser {
  jar = new Map();   // cookie name -> value, exactly as received
  attributes = new Map();
  log = [];          // every request of this browser

  fetch = async (input, init = {}) => {
    const request = input instanceof Request ? input : null;
    const url = request?.url ?? String(input);
    const headers = new Headers(init.headers ?? request?.headers);
    headers.set('origin', appOrigin);
    if (this.jar.size) headers.set('cookie', this.cookieHeader());
    const response = await networkFetch(input, { ...init, headers });
    this.store(response.headers.getSetCookie());
    this.log.push({ method: init.method ?? request?.method ?? 'GET', url, headers, status: response.status, responseHeaders: response.headers });
    return response;
  };

  cookieHeader() { return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '); }

  store(setCookies) {
    for (const line of setCookies) {
      const [pair, ...rest] = line.split(';');
      const name = pair.slice(0, pair.indexOf('=')).trim();
      const attributes = Object.fromEntries(rest.map((a) => a.trim().toLowerCase().split('=')).map(([k, v]) => [k, v ?? true]));
      const gone = attributes['max-age'] !== undefined ? Number(attributes['max-age']) <= 0
        : attributes.expires !== undefined && Date.parse(attributes.expires) <= Date.now();
      if (gone) this.jar.delete(name); else { this.jar.set(name, pair.slice(pair.indexOf('=') + 1)); this.attributes.set(name, attributes); }
    }
  }

  cookie(suffix) { return [...this.jar.keys()].find((name) => name.endsWith(suffix)); }
}

let active;
/** The SDKs call the global fetch; this decides whose cookies it carries. */
export const use = (browser) => { active = browser; return browser; };
globalThis.fetch = (input, init) => (active ? active.fetch(input, init) : networkFetch(input, init));

/** Bypasses the session cache, which the SDK keeps once per process. */
export const fresh = { fetchOptions: { headers: { 'X-Force-Fetch': 'true' } } };

// ---- mailbox ---------------------------------------------------------------
export const hasMailbox = Boolean(env.MAILBOX_URL);

async function messages() {
  const body = await (await networkFetch(env.MAILBOX_URL)).json();
  if (Array.isArray(body)) return body;                   // [{to, otp, url, token, text}]
  const root = new URL(env.MAILBOX_URL).origin;           // Mailpit's /api/v1/messages, newest first
  const full = await Promise.all((body.messages ?? []).map(async ({ ID }) =>
    (await networkFetch(`${root}/api/v1/message/${ID}`)).json()));
  return full.reverse().map((m) => ({ to: m.To?.map((t) => t.Address).join(), subject: m.Subject, text: `${m.Text}\n${m.HTML}` }));
}

const patterns = { otp: /(?<![\w#])(\d{6})(?!\w)/, url: /https?:\/\/[^\s"'<>]+/ };

/** Waits for a message to this address that holds what is wanted: 'otp' or 'url'. */
export async function mail(to, wanted, { after = 0 } = {}) {
  for (let tries = 0; tries < 300; tries++) {
    const hits = (await messages()).filter((m) => String(m.to).includes(to))
      .map((m) => m[wanted] ?? patterns[wanted].exec(m.text ?? '')?.[0]).filter(Boolean);
    if (hits.length > after) return hits.at(-1).replaceAll('&amp;', '&');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no message with ${wanted} for ${to}`);
}

// ---- database and tokens ---------------------------------------------------
export const hasDatabase = Boolean(env.DATABASE_URL);

export function makeAdmin(email) {
  execFileSync('psql', [env.DATABASE_URL, '-v', 'ON_ERROR_STOP=1', '-qc',
    `update neon_auth."user" set role = 'admin' where email = '${email}'`]);
}

export const decode = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

/** Checks an EdDSA token against the published key set and returns its claims. */
export async function verifyJwt(jwt, jwksUrl = `${base}/.well-known/jwks.json`) {
  const [header, payload, signature] = jwt.split('.');
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url'));
  equal(alg, 'EdDSA', 'alg');
  const { keys } = await (await networkFetch(jwksUrl)).json();
  const jwk = truthy(keys.find((key) => key.kid === kid), `key ${kid} in ${jwksUrl}`);
  if ('d' in jwk) throw new Error('the key set holds a private key');
  const valid = verify(null, Buffer.from(`${header}.${payload}`), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'));
  truthy(valid, 'signature check');
  return decode(jwt);
}
