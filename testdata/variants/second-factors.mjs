const password = 'password-1234';
const code = '000000';
export default ({ scenario, post, get, sql, mail, at, signUp, signIn, totp, compute, makeAdmin }) => {
  const profile = { profile: 'two-factor' };
  const more = { profile: 'two-factor-phone' };
  const enabled = (who) => sql(`select "twoFactorEnabled" from neon_auth."user" where email = '${at(who)}'`);
  const enable = (who, body = {}) => post('/two-factor/enable', { password, ...body }, { as: who, save: { [`${who}.uri`]: 'body.totpURI', [`${who}.backup`]: 'body.backupCodes' } });
  // Codes of three steps in turn: each is accepted once.
  const verify = (as, who, steps, body = {}) => [totp('code', `{{${who}.uri}}`, steps), post('/two-factor/verify-totp', { code: '{{code}}', ...body }, { as })];
  const set = (who) => [signUp(who), enable(who), verify(who, who, -1)];
  const backup = (as, who, n, body = {}) => [compute('backup', (v) => v[`${who}.backup`]?.[n]), post('/two-factor/verify-backup-code', { code: '{{backup}}', ...body }, { as })];
  const mailed = (as, who) => [post('/two-factor/send-otp', {}, { as }), mail(at(who), 'two-factor-otp', { save: { otp: 'mail.otp' } })];
  const me = (as) => get('/get-session', { as });
  return [
    scenario('an empty password', profile, [set('ann'), ...['enable', 'disable', 'get-totp-uri', 'generate-backup-codes'].map((path) => post(`/two-factor/${path}`, { password: '' }, { as: 'ann' }))]),
    scenario('issuers', profile, [signUp('ann'), ...['', ' ', 'A B', 'ü', 'a/b', 'a:b', 'A&B=C'].map((issuer) => enable('ann', { issuer })), post('/two-factor/get-totp-uri', { password }, { as: 'ann' })]),
    scenario('a session that is not remembered', profile, [signUp('ann'), signIn('ann', { rememberMe: false }), enable('ann'), verify('ann', 'ann', -1), me('ann'), post('/two-factor/disable', { password }, { as: 'ann' }), me('ann')]),
    scenario('a backup code before the app has proved itself', profile, [signUp('ann'), enable('ann'), backup('ann', 'ann', 0), enabled('ann'), signIn('ann', {}, { as: 'two' }), me('two')]),
    scenario('a backup code, with and without a session', profile, [
      set('ann'), signIn('ann', {}, { as: 'two' }), backup('two', 'ann', 0, { disableSession: true }), me('two'), backup('two', 'ann', 0), backup('two', 'ann', 1, { disableSession: false, trustDevice: true }), me('two'),
      backup('ann', 'ann', 2, { disableSession: true }), backup('ann', 'ann', 3, { trustDevice: true }), me('ann'), signIn('ann', {}, { as: 'two' }), me('two'),
    ]),
    scenario('forms of codes', profile, [
      set('ann'), signIn('ann', {}, { as: 'two' }), totp('code', '{{ann.uri}}'), ...[(c) => ` ${c}`, (c) => `${c}0`, (c) => c.slice(1)].flatMap((form) => [compute('other', (v) => form(v.code)), post('/two-factor/verify-totp', { code: '{{other}}' }, { as: 'two' })]),
      signIn('ann', {}, { as: 'two' }), compute('b', (v) => v['ann.backup'][0]), ...[(c) => c.replace('-', ''), (c) => ` ${c}`].flatMap((form) => [compute('other', (v) => form(v.b)), post('/two-factor/verify-backup-code', { code: '{{other}}' }, { as: 'two' })]),
    ]),
    scenario('a mailed code while it is on', profile, [set('ann'), mailed('ann', 'ann'), post('/two-factor/verify-otp', { code: '{{otp}}' }, { as: 'ann' }), me('ann'), post('/two-factor/verify-otp', { code: '{{otp}}' }, { as: 'ann' })]),
    scenario('an earlier mailed code', profile, [set('ann'), signIn('ann', {}, { as: 'two' }), mailed('two', 'ann'), compute('first', (v) => v.otp), mailed('two', 'ann'), post('/two-factor/verify-otp', { code: '{{first}}' }, { as: 'two' }), post('/two-factor/verify-otp', { code: '{{otp}}', disableSession: true }, { as: 'two' }), me('two')]),
    scenario('two users in one browser', profile, [set('ann'), set('bob'), signIn('ann', {}, { as: 'two' }), signIn('bob', {}, { as: 'two' }), verify('two', 'ann', 0), verify('two', 'bob', 0), me('two')]),
    scenario('while signed in as another user', profile, [set('ann'), signUp('bob'), signIn('ann', {}, { as: 'bob' }), me('bob'), verify('bob', 'ann', 0), me('bob'), post('/sign-out', {}, { as: 'bob' }), signIn('ann', {}, { as: 'bob' }), post('/sign-out', {}, { as: 'bob' }), verify('bob', 'ann', 1)]),
    scenario('a ban between the two steps', profile, [signUp('root'), makeAdmin('root'), set('ann'), signIn('ann', {}, { as: 'two' }), post('/admin/ban-user', { userId: '{{ann.id}}' }, { as: 'root' }), verify('two', 'ann', 0), post('/two-factor/send-otp', {}, { as: 'two' }), backup('two', 'ann', 1), post('/admin/unban-user', { userId: '{{ann.id}}' }, { as: 'root' }), signIn('ann', {}, { as: 'two' }), verify('two', 'ann', 1)]),
    scenario('a reset between the two steps', profile, [set('ann'), post('/request-password-reset', { email: at('ann'), redirectTo: 'https://app.example.com/r' }), mail(at('ann'), 'forget-password-link', { save: { token: 'mail.token' } }), signIn('ann', {}, { as: 'two' }), post('/reset-password', { token: '{{token}}', newPassword: 'password-5678' }), verify('two', 'ann', 0)]),
    scenario('a trusted browser and another password', profile, [set('ann'), signIn('ann', {}, { as: 'two' }), verify('two', 'ann', 0, { trustDevice: true }), post('/change-password', { currentPassword: password, newPassword: 'password-5678', revokeOtherSessions: true }, { as: 'two' }), me('two'), signIn('ann', { password: 'password-5678' }, { as: 'two' })]),
    scenario('no proof is asked for', { profile: 'two-factor-other' }, [signUp('ann'), enable('ann'), enable('ann'), enabled('ann'), me('ann'), signIn('ann', {}, { as: 'two' }), verify('two', 'ann', 0), me('two'), signIn('ann', {}, { as: 'two' }), backup('two', 'ann', 0), me('two'), post('/two-factor/disable', { password }, { as: 'two' }), me('two')]),
    scenario('by number and by name', more, [
      signUp('ann', { username: 'ann_{{uid}}' }), post('/phone-number/send-otp', { phoneNumber: '+49{{number}}' }, { as: 'ann' }), mail('+49{{number}}', 'phone-otp', { save: { otp: 'mail.otp' } }), post('/phone-number/verify', { phoneNumber: '+49{{number}}', code: '{{otp}}', updatePhoneNumber: true }, { as: 'ann' }),
      enable('ann'), verify('ann', 'ann', -1), post('/sign-in/phone-number', { phoneNumber: '+49{{number}}', password }, { as: 'two' }), me('two'), verify('two', 'ann', 0, { trustDevice: true }), me('two'),
      post('/sign-in/username', { username: 'ANN_{{uid}}', password }, { as: 'two' }), me('two'), post('/sign-in/username', { username: 'ann_{{uid}}', password: 'wrong-password' }, { as: 'three' }), post('/sign-in/username', { username: 'ann_{{uid}}', password, callbackURL: '/in' }, { as: 'three' }), backup('three', 'ann', 0), me('three'),
    ]),
  ];
};
