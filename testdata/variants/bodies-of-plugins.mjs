import { fields, forms } from './bodies.mjs';

const password = 'password-1234';
const code = '000000';
const endpoints = {
  'two-factor': {
    '/two-factor/enable': { password, issuer: 'X' }, '/two-factor/disable': { password, issuer: 'X' }, '/two-factor/get-totp-uri': { password, issuer: 'X' },
    '/two-factor/generate-backup-codes': { password, issuer: 'X' }, '/two-factor/verify-totp': { code, trustDevice: true, disableSession: true },
    '/two-factor/verify-otp': { code, trustDevice: true, disableSession: true }, '/two-factor/verify-backup-code': { code, trustDevice: true, disableSession: true },
    '/two-factor/send-otp': { trustDevice: true },
  },
  username: { '/sign-in/username': { username: 'abc', password, rememberMe: true, callbackURL: '/x' }, '/is-username-available': { username: 'abc' } },
  'multi-session': { '/multi-session/set-active': { sessionToken: 'abc' }, '/multi-session/revoke': { sessionToken: 'abc' } },
  'one-time-token': { '/one-time-token/verify': { token: 'abc' } },
};
export default ({ scenario, post, call }) => Object.entries(endpoints).flatMap(([profile, paths]) => Object.entries(paths).map(([path, body]) =>
  scenario(path, { profile }, [...fields(post, path, body), ...forms(post, call, path, body)])));
