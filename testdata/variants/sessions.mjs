const password = 'password-1234';
export default ({ scenario, post, get, sql, mail, at, signUp, signIn, idToken, clone, cookie, compute, makeAdmin }) => {
  const bearer = { profile: 'bearer' };
  const several = { profile: 'multi-session' };
  const told = { profile: 'one-time-token-hashed' };
  const auth = (token, scheme = 'Bearer ') => ({ headers: { authorization: `${scheme}${token}` } });
  const me = (as, options = {}) => get('/get-session', { as, ...options });
  const list = () => get('/multi-session/list-device-sessions', { as: 'jar' });
  const active = (who) => post('/multi-session/set-active', { sessionToken: `{{${who}.token}}` }, { as: 'jar' });
  const revoke = (who) => post('/multi-session/revoke', { sessionToken: `{{${who}.token}}` }, { as: 'jar' });
  const join = (who, more = {}) => post('/sign-up/email', { name: who, email: at(who), password, ...more }, { as: 'jar', save: { [`${who}.id`]: 'body.user.id', [`${who}.token`]: 'body.token' } });
  const age = (who) => sql(`update neon_auth.session set "expiresAt" = now() - interval '1 second' where token = '{{${who}.token}}' returning 1 as one`);
  const due = (who) => sql(`update neon_auth.session set "expiresAt" = now() + interval '5 days' where token = '{{${who}.token}}' returning 1 as one`);
  const ban = (who) => sql(`update neon_auth."user" set banned = true where email = '${at(who)}' returning 1 as one`);
  const otp = (who, type) => [post('/email-otp/send-verification-otp', { email: at(who), type }), mail(at(who), `${type}-otp`, { save: { otp: 'mail.otp' } })];
  const google = (save, name) => idToken(save, { sub: `g-${name}-{{uid}}`, email: at(name), email_verified: true, name: 'Goo' });
  return [
    scenario('other ways in where the last one was not to be remembered', { profile: 'magic-link' }, [
      signUp('ann'), signIn('ann', { rememberMe: false }, { as: 'jar' }), otp('ann', 'sign-in'), post('/sign-in/email-otp', { email: at('ann'), otp: '{{otp}}' }, { as: 'jar' }), otp('ann', 'email-verification'), post('/email-otp/verify-email', { email: at('ann'), otp: '{{otp}}' }, { as: 'jar' }),
      post('/sign-in/magic-link', { email: at('ann'), callbackURL: 'https://app.example.com/in' }, { as: 'jar' }), mail(at('ann'), 'magic-link', { save: { link: 'mail.url' } }), get('{{link}}', { as: 'jar' }),
      google('token', 'goo'), post('/sign-in/social', { provider: 'google', idToken: { token: '{{token}}' } }, { as: 'jar' }), me('jar'), signIn('ann', {}, { as: 'jar' }), me('jar'), post('/sign-out', {}, { as: 'jar' }),
    ]),
    scenario('it is not prolonged either', { profile: 'default' }, [
      signUp('ann'), signIn('ann', { rememberMe: false }, { as: 'jar' }), otp('ann', 'sign-in'), post('/sign-in/email-otp', { email: at('ann'), otp: '{{otp}}' }, { as: 'jar', save: { 'ann.token': 'body.token' } }), due('ann'), me('jar'), me('jar'), age('ann'), me('jar'), me('jar'),
    ]),
    scenario('forms of the header', bearer, [
      signUp('ann'), signIn('ann', {}, { as: undefined, save: { token: 'body.token', signed: 'header.set-auth-token' } }),
      ...['{{token}}', '{{signed}}', ' {{token}}', '{{token}} x', '{{token}}.', '.{{token}}', '{{token}}.x', '{{signed}}x', 'Bearer {{token}}'].flatMap((form) => [me(undefined, auth(form)), post('/update-user', { name: 'N' }, auth(form))]),
      ...['BEARER ', 'bearer ', 'Bearer', 'Basic '].map((scheme) => me(undefined, auth('{{token}}', scheme))),
    ]),
    scenario('a header beside a cookie that is none', bearer, [signUp('ann'), clone('ann', 'jar'), cookie('jar', 'session_token', 'forged'), me('jar', auth('{{ann.token}}')), cookie('jar', 'session_token', ''), me('jar', auth('{{ann.token}}'))]),
    scenario('a session of the header that is not remembered', bearer, [signUp('ann'), signIn('ann', { rememberMe: false }, { as: undefined, save: { 'ann.token': 'body.token' } }), me(undefined, auth('{{ann.token}}')), post('/change-password', { currentPassword: password, newPassword: 'password-5678', revokeOtherSessions: true }, auth('{{ann.token}}'))]),
    scenario('banned in the table', bearer, [signUp('ann'), ban('ann'), me(undefined, auth('{{ann.token}}')), post('/update-user', { name: 'N' }, auth('{{ann.token}}'))]),
    scenario('the wrong case, and cookies under other names', several, [
      join('ann'), join('bob'), compute('ann.low', (v) => v['ann.token'].toLowerCase()), post('/multi-session/set-active', { sessionToken: '{{ann.low}}' }, { as: 'jar' }), post('/multi-session/revoke', { sessionToken: '{{ann.low}}' }, { as: 'jar' }), list(), me('jar'),
    ]),
    scenario('sessions that end one by one', several, [join('ann'), join('bob'), join('cat'), age('ann'), revoke('ann'), list(), age('bob'), active('bob'), list(), me('jar'), post('/revoke-session', { token: '{{cat.token}}' }, { as: 'jar' }), me('jar'), list()]),
    scenario('the active one has expired', several, [join('ann'), join('bob'), age('bob'), revoke('bob'), me('jar'), list()]),
    scenario('not remembered, and again', several, [join('ann', { rememberMe: false }), join('bob'), active('ann'), me('jar'), revoke('ann'), me('jar'), list(), post('/change-password', { currentPassword: password, newPassword: 'password-5678', revokeOtherSessions: true }, { as: 'jar' }), list(), post('/sign-out', {}, { as: 'jar' }), list()]),
    scenario('a user of the browser goes', several, [signUp('root'), makeAdmin('root'), join('ann'), join('bob'), post('/admin/ban-user', { userId: '{{ann.id}}' }, { as: 'root' }), list(), active('ann'), me('jar'), post('/admin/remove-user', { userId: '{{ann.id}}' }, { as: 'root' }), list(), revoke('ann'), ban('bob'), list(), active('bob'), me('jar')]),
    scenario('a one-time token when the session is prolonged', told, [signUp('ann'), due('ann'), me('ann'), me('ann'), due('ann'), get('/list-accounts', { as: 'ann' })]),
    scenario('a one-time token of a session that is gone', { profile: 'one-time-token' }, [
      ...['delete from neon_auth.session where token = \'{{ann.token}}\'', 'update neon_auth.session set "expiresAt" = now() - interval \'1 second\' where token = \'{{ann.token}}\'', `delete from neon_auth."user" where email = '${at('ann')}'`].flatMap((change) => [
        signUp('ann'), signIn('ann', {}, { save: { 'ann.token': 'body.token' } }), get('/one-time-token/generate', { as: 'ann', save: { ott: 'body.token' } }), sql(`${change} returning 1 as one`), ...[1, 2].map(() => post('/one-time-token/verify', { token: '{{ott}}' }, { as: 'two' })), me('two')]),
      signUp('bob'), get('/one-time-token/generate', { as: 'bob', save: { ott: 'body.token' } }), ban('bob'), post('/one-time-token/verify', { token: '{{ott}}' }, { as: 'two' }), me('two'),
    ]),
  ];
};
