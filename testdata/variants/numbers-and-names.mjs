const password = 'password-1234';
const tel = (n = '') => `+49{{number}}${n}`;
export default ({ scenario, post, get, sql, mail, at, signUp, signIn, makeAdmin }) => {
  const phone = { profile: 'phone' };
  const username = { profile: 'username' };
  const send = (to, as) => [post('/phone-number/send-otp', { phoneNumber: to }, { as }), mail(to, 'phone-otp', { save: { otp: 'mail.otp' } })];
  const verify = (to, body = {}, options = {}) => post('/phone-number/verify', { phoneNumber: to, code: '{{otp}}', ...body }, options);
  const add = (who, to) => [signUp(who), send(to, who), verify(to, { updatePhoneNumber: true }, { as: who })];
  const me = (as) => get('/get-session', { as });
  const names = (who) => sql(`select username, "displayUsername" from neon_auth."user" where email = '${at(who)}'`);
  return [
    scenario('a number that is taken', { profile: 'phone-sign-up' }, [signUp('ann', { phoneNumber: tel() }), signUp('bob', { phoneNumber: tel() }), sql(`select count(*)::int from neon_auth."user" where email = '${at('bob')}'`), signUp('bob', { phoneNumber: null })]),
    scenario('numbers that are none', phone, ['abc{{number}}', '0049{{number}}', '+49 {{number}}'].map((phoneNumber, i) => signUp(`u${i}`, { phoneNumber }))),
    scenario('not remembered in this browser', phone, [add('ann', tel()), post('/sign-in/phone-number', { phoneNumber: tel(), password, rememberMe: false }, { as: 'two' }), send(tel()), verify(tel(), {}, { as: 'two' }), me('two'), post('/sign-in/phone-number', { phoneNumber: tel(), password, rememberMe: true }, { as: 'two' }), me('two')]),
    scenario('a ban after the code', phone, [signUp('root'), makeAdmin('root'), add('ann', tel()), send(tel()), post('/admin/ban-user', { userId: '{{ann.id}}' }, { as: 'root' }), verify(tel()), send(tel()), verify(tel(), { disableSession: true })]),
    scenario('two codes to reset the password', phone, [add('ann', tel()), ...[1, 2].flatMap((n) => [post('/phone-number/request-password-reset', { phoneNumber: tel() }), mail(tel(), 'phone-reset-otp', { save: { [`otp${n}`]: 'mail.otp' } })]),
      post('/phone-number/reset-password', { phoneNumber: tel(), otp: '{{otp1}}', newPassword: 'password-5678' }), post('/phone-number/reset-password', { phoneNumber: tel(), otp: '{{otp2}}', newPassword: 'password-5678' }, { as: 'ann' }), me('ann'), post('/sign-in/phone-number', { phoneNumber: tel(), password: 'password-5678' })]),
    ...['username', 'username-other', 'username-after'].map((profile) => scenario(`forms of usernames, ${profile}`, { profile }, ['abc', 'ab', 'A.B', '___', 'a-b', ' abc', 'abc ', 'aéb', 'ａｂｃ', 'x'.repeat(31), 'İstanbul', '😀😀😀', 'ſtraße'].flatMap((name) => [post('/sign-in/username', { username: name, password }), post('/is-username-available', { username: name })]))),
    scenario('names of odd types', username, [...[5, true, {}].flatMap((odd, i) => [signUp(`u${i}`, { username: odd }), signUp(`v${i}`, { username: `v${i}_{{uid}}`, displayUsername: odd }), names(`v${i}`)])]),
    scenario('display names', username, ['Änn {{uid}}', '', null, 'abc_{{uid}}'].flatMap((display, i) => [signUp(`u${i}`, { displayUsername: display, username: `u${i}_{{uid}}` }), names(`u${i}`), post('/update-user', { displayUsername: display }, { as: `u${i}` }), names(`u${i}`)])),
    scenario('names set by an administrator', username, [signUp('root'), makeAdmin('root'), signUp('ann', { username: 'ann_{{uid}}' }), ...['ab', 'no good', 'Good_{{uid}}', null].flatMap((name) => [post('/admin/update-user', { userId: '{{ann.id}}', data: { username: name } }, { as: 'root' }), names('ann')])]),
  ];
};
