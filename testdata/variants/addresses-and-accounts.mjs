const cb = [
  '/x?y=1#z', '/', '//', '/\\x', '/x y', '/ü', '/x;y', "/x'", '?x', '#x', 'x', 'https://app.example.com', 'https://app.example.com:444/x', 'https://app.example.com.evil.org/x', 'https://app.example.com@evil.org', 'http://app.example.com/x', 'http://localhost:1/x', 'http://localhost/x',
  'javascript:alert(1)', 'HTTPS://APP.example.com/X', '', null, 5, [], {},
];
const origins = ['https://app.example.com:443', 'HTTPS://APP.EXAMPLE.COM', 'https://app.example.com/x', 'http://localhost', 'http://localhost:3000/', 'http://LOCALHOST:3000', 'https://localhost:3000', 'http://127.0.0.1:3000', 'http://localhost:3000@evil.org', 'file://', ' ', 'undefined', 'https://'];
export default ({ scenario, post, signUp }) => {
  const odd = [5, true, [], {}, 'https://evil.example.org'];
  return [
    scenario('addresses', cb.flatMap((url) => [post('/sign-in/email', { email: 'nobody@example.com', password: 'x', callbackURL: url }), post('/sign-in/social', { provider: 'nope', errorCallbackURL: url }), post('/request-password-reset', { email: 'nobody@example.com', redirectTo: url })])),
    scenario('addresses that the endpoint does not know', [signUp('ann'), ...odd.flatMap((url) => [post('/update-user', { name: 'A', callbackURL: url }, { as: 'ann' }), post('/link-social', { provider: 'nope', newUserCallbackURL: url }, { as: 'ann' })])]),
    scenario('addresses that are read in different ways', [' https://app.example.com/x', 'https:app.example.com', 'https:\\\\app.example.com'].map((url) => post('/sign-in/email', { email: 'nobody@example.com', password: 'x', callbackURL: url }))),
    scenario('origins', [signUp('ann'), ...origins.flatMap((origin) => [post('/verify-password', { password: 'x' }, { as: 'ann', origin, ignore: ['header access-control-expose-headers'] }), post('/verify-password', {}, { as: 'ann', origin: null, headers: { referer: origin } })])]),
    scenario('accounts', [signUp('ann'), ...['/unlink-account', '/get-access-token', '/refresh-token'].flatMap((path) => [post(path, {}, { as: 'ann' }), post(path, { providerId: 'google', accountId: 5 }, { as: 'ann' }), post(path, { providerId: 'nope' }, { as: 'ann' }), post(path, { providerId: 'google', accountId: 'x' }), post(path, { accountId: 'x' }, { as: 'ann' })])]),
  ];
};
