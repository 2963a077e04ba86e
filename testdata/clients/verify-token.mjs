// Verifies tokens with jose: node verify-token.mjs KEY_SET_URL ISSUER, the tokens on standard input, one a line.
// For each it prints the key's id and the role, or why it is refused.
import { createInterface } from 'node:readline';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const [address, issuer] = process.argv.slice(2);
const keys = createRemoteJWKSet(new URL(address));
for await (const token of createInterface({ input: process.stdin })) {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience: issuer, algorithms: ['EdDSA'] });
    console.log(protectedHeader.kid, payload.role);
  } catch (error) {
    console.log('refused', error.code);
  }
}
