// Serves Better Auth with its defaults: addresses and passwords, sessions in Postgres, no rate limit.
import http from 'node:http';

export async function serve({ betterAuth, getMigrations, toNodeHandler, pg }) {
  const origin = `http://127.0.0.1:${process.env.PORT}`;
  const options = {
    baseURL: origin, basePath: '/auth', secret: process.env.SECRET, trustedOrigins: [origin],
    database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 }),
    emailAndPassword: { enabled: true }, rateLimit: { enabled: false }, telemetry: { enabled: false },
  };
  await (await getMigrations(options)).runMigrations();
  const handler = toNodeHandler(betterAuth(options));
  http.createServer((req, res) => (req.url === '/auth/ok' ? res.end('ok') : handler(req, res))).listen(process.env.PORT, '127.0.0.1');
}
