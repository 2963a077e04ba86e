// An app behind the SDK's Next code, for a real browser: /api/auth/... is its handler, every other page passes its
// middleware. Environment: NEON_AUTH_BASE_URL, PORT.
import { createServer } from 'node:http';
import { NextRequest } from 'next/server';

const { NEON_AUTH_BASE_URL: baseUrl, PORT, AUTH_SDK = '@neondatabase/auth' } = process.env;
const { createNeonAuth } = await import(`${AUTH_SDK}/next/server`);
const auth = createNeonAuth({ baseUrl, cookies: { secret: 'smoke-test-secret-smoke-test-secret' } });
const handler = auth.handler();
const middleware = auth.middleware({ loginUrl: '/auth/sign-in' });
const page = `<!doctype html><meta charset="utf-8"><script>
  const api = (path, body) => fetch('/api/auth' + path, body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const go = async (path, body) => { location.href = (await (await api(path, body)).json()).url; };
  api('/get-session').then((r) => r.json()).then((s) => { document.title = s?.user?.email ?? 'nobody'; });
</script>`;

createServer(async (req, res) => {
  const url = new URL(req.url, `http://${req.headers.host}`);
  let body = '';
  for await (const chunk of req) body += chunk;
  const request = new NextRequest(url, { method: req.method, headers: new Headers(Object.entries(req.headers)), ...(body && { body }) });
  const own = url.pathname.startsWith('/api/auth/');
  const response = own
    ? await handler[req.method](request, { params: Promise.resolve({ path: url.pathname.slice('/api/auth/'.length).split('/') }) })
    : await middleware(request);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie' && name !== 'content-encoding'));
  const passes = !own && response.headers.get('x-middleware-next');
  res.writeHead(passes ? 200 : response.status, { ...headers, 'set-cookie': response.headers.getSetCookie(), ...(passes && { 'content-type': 'text/html' }) });
  res.end(passes ? page : Buffer.from(await response.arrayBuffer()));
}).listen(Number(PORT), '127.0.0.1');
