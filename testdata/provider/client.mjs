// What the programs here share that use Better Auth's own clients of three releases. Environment: BASE (the auth base URL).
export const { BASE } = process.env;
export const app = 'https://app.example.com';
export const password = 'correct horse battery';

let failed = 0;
export const check = async (name, run) => {
  try { await run(); console.log(`ok - ${name}`); } catch (error) { failed++; console.log(`not ok - ${name}: ${String(error?.message ?? error).split('\n')[0]}`); }
};
export const equal = (got, want) => { if (got !== want) throw new Error(`${JSON.stringify(got)} instead of ${JSON.stringify(want)}`); };
export const good = ({ data, error }) => { if (error) throw new Error(JSON.stringify(error)); return data; };

// browser returns a jar of cookies, and a fetch that keeps them there.
export function browser() {
  const jar = {};
  const send = async (input, init = {}) => {
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
  return { jar, send };
}

// end prints the result, and ends the program.
export function end() {
  console.log(failed ? `${failed} failed` : 'all passed');
  process.exit(failed ? 1 : 0);
}
