// An independent OpenID Connect provider on this machine: npm's oidc-provider. It asks nobody: POST /__mode {"account",
// "approve", "codeTTL", "verified"} says who is there and whether they agree, POST /__rotate makes it sign with another key.
// Environment: PORT, REDIRECT_URI (separated by blanks).
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Provider } from 'oidc-provider';

const { PORT, REDIRECT_URI } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const mode = { account: 'ann', approve: true, codeTTL: 60, verified: true };

function make() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
  const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: [{ client_id: 'client', client_secret: 'secret', redirect_uris: REDIRECT_URI.split(' '), grant_types: ['authorization_code', 'refresh_token'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['keys of cookies'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true, methods: ['S256'] },
    ttl: { AuthorizationCode: () => mode.codeTTL, AccessToken: 3600, IdToken: 3600, Session: 60, Grant: 3600, Interaction: 60, RefreshToken: 3600 },
    issueRefreshToken: () => true,
    rotateRefreshToken: () => true,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: mode.verified, name: id }) }),
  });
  provider.on('server_error', (_, error) => console.error(error));
  return provider;
}
let provider = make();

async function interact(req, res) {
  if (!mode.approve) return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'No thanks' });
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  if (prompt.name === 'login') return provider.interactionFinished(req, res, { login: { accountId: mode.account } });
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } });
}

createServer(async (req, res) => {
  try {
    if (req.url === '/__mode') {
      let text = '';
      for await (const chunk of req) text += chunk;
      Object.assign(mode, JSON.parse(text || '{}'));
      return res.end('{}');
    }
    if (req.url === '/__rotate') {
      provider = make();
      return res.end('{}');
    }
    if (req.url.startsWith('/interaction/')) return await interact(req, res);
    return provider.callback()(req, res);
  } catch (error) {
    console.error(error);
    res.writeHead(500).end();
  }
}).listen(Number(PORT), '127.0.0.1');
