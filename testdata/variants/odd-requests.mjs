const password = 'password-1234';
const evil = 'https://evil.example.org';
export default ({ scenario, post, get, call, sql, at, signUp, signIn, clone, grant, makeAdmin }) => {
  const me = (as) => get('/get-session', { as });
  const two = { profile: 'two-factor' };
  const cached = { profile: 'cookie-cache' };
  const again = (as) => get('/get-session?disableCookieCache=true', { as });
  const list = (query) => get(`/admin/list-users?searchValue={{uid}}&sortBy=email&${query}`, { as: 'root', ordered: true });
  const provider = (as, name) => [post('/sign-in/social', { provider: name, callbackURL: 'https://app.example.com/in' }, { as, save: { state: 'body.url?state' }, ignore: ['header location'] }), grant('code', { sub: `${as}-{{uid}}`, email: at(as), email_verified: true, name: as }), get(`/callback/${name}?code={{code}}&state={{state}}`, { as })];
  return [
    scenario('an account is deleted by a body', [signUp('ann'), post('/delete-user', undefined, { as: 'ann' }), post('/delete-user', undefined, { raw: '{}', type: null, as: 'ann' }), post('/delete-user', undefined, { raw: '', as: 'ann' }), post('/delete-user', undefined), me('ann'), post('/delete-user', {}, { as: 'ann' })]),
    scenario('paths that are longer', ['/callback/google/', '/callback/google/x', '/reset-password/abc/', '/reset-password/abc/x', '/reset-password/a%2Fb'].flatMap((path) => [get(path), call('POST', path, { body: {} })])),
    scenario('another site after signing out', [signUp('ann'), signIn('ann'), post('/sign-out', {}, { as: 'ann', origin: evil }), post('/sign-out', {}, { as: 'ann' }), post('/sign-out', {}, { as: 'ann', origin: evil }), signIn('ann', {}, { origin: null }), post('/verify-password', { password }, { as: 'ann', origin: evil })]),
    scenario('pages of users', [signUp('root'), makeAdmin('root'), signUp('ann'), signUp('bob'), ...['limit=1e0', 'limit=1e2', 'limit=99999999999', 'limit=+2', 'limit=%202%20', 'limit=2.0', 'limit=1.5', 'offset=1e0', 'offset=99999999999', 'limit=1e-2', 'limit=1E2', 'limit=.2e1', 'offset=1E0'].map(list)]),
    scenario('roles that are empty', [signUp('root'), makeAdmin('root'), ...['', null, [], 'user'].map((role, i) => post('/admin/create-user', { email: at(`u${i}`), name: 'u', password, role }, { as: 'root' }))]),
    scenario('tokens of a provider without id tokens', [provider('ann', 'github'), post('/refresh-token', { providerId: 'github' }, { as: 'ann' }), post('/get-access-token', { providerId: 'github' }, { as: 'ann' }), provider('bob', 'google'), post('/refresh-token', { providerId: 'google' }, { as: 'bob' }),
      sql(`update neon_auth.account set "accessToken" = null, "refreshToken" = null where "providerId" = 'google' and "accountId" = 'bob-{{uid}}' returning "providerId"`), get('/account-info?accountId=bob-{{uid}}', { as: 'bob' })]),
    scenario('an administrator who is not remembered', [signUp('root'), makeAdmin('root'), signUp('ann'), signIn('root', { rememberMe: false }), post('/admin/impersonate-user', { userId: '{{ann.id}}' }, { as: 'root' }), post('/admin/stop-impersonating', {}, { as: 'root' }), me('root')]),
    scenario('the cached session is read again', cached, [signUp('ann'), again('ann'), again('ann'), clone('ann', 'two'), again('two'), post('/update-user', { name: 'ann' }, { as: 'ann' }), again('ann')]),
    scenario('fields of plugins', two, [signUp('ann'), ...[true, false, 1, 'x', null].map((twoFactorEnabled) => post('/update-user', { twoFactorEnabled, name: 'N' }, { as: 'ann' })), post('/update-user', { twoFactorEnabled: true }, { as: 'ann' }), me('ann')]),
    scenario('fields of plugins, anonymous', { profile: 'anonymous' }, [signUp('ann'), ...[true, false].map((isAnonymous) => post('/update-user', { isAnonymous, name: 'N' }, { as: 'ann' })), post('/update-user', { isAnonymous: true }, { as: 'ann' }), me('ann')]),
    scenario('what members see of invitations', [
      signUp('ann'), signUp('bob'), post('/organization/create', { name: 'Org', slug: 'org-{{uid}}' }, { as: 'ann' }), post('/organization/invite-member', { email: at('bob'), role: 'member' }, { as: 'ann', save: { invitation: 'body.id' } }), post('/organization/accept-invitation', { invitationId: '{{invitation}}' }, { as: 'bob' }),
      post('/organization/invite-member', { email: at('cat'), role: 'member' }, { as: 'ann' }), get('/organization/list-invitations', { as: 'bob' }), get('/organization/get-full-organization', { as: 'bob' }), get('/organization/list-invitations', { as: 'ann' }),
    ]),
    scenario('a second factor by an administrator', two, [signUp('root'), makeAdmin('root'), signUp('ann'), post('/admin/update-user', { userId: '{{ann.id}}', data: { twoFactorEnabled: true } }, { as: 'root' }), signIn('ann')]),
    scenario('a ban without an end after one that has one', [
      signUp('root'), makeAdmin('root'), signUp('ann'), post('/admin/ban-user', { userId: '{{ann.id}}', banExpiresIn: 3600 }, { as: 'root' }), post('/admin/ban-user', { userId: '{{ann.id}}' }, { as: 'root' }), sql(`select "banExpires" is null as forever from neon_auth."user" where email = '${at('ann')}'`),
      post('/admin/unban-user', { userId: '{{ann.id}}' }, { as: 'root' }), post('/admin/ban-user', { userId: '{{ann.id}}' }, { as: 'root' }),
    ]),
    scenario('media types and texts', [signUp('ann'), ...['application/json, text/plain', 'application/jsonx'].map((type) => post('/update-user', undefined, { raw: '{"name":"N"}', type, as: 'ann' })), ...['"\\ud800"', `"N","x":${'['.repeat(100)}${']'.repeat(100)}`].map((name) => post('/update-user', undefined, { raw: `{"name":${name}}`, as: 'ann' }))]),
  ];
};
