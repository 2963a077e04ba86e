const nobody = '00000000-0000-4000-8000-000000000000';
export default ({ scenario, post, get, sql, at, signUp }) => {
  const profile = { profile: 'org-roles' };
  const org = (as, name = 'org', more = {}) => post('/organization/create', { name, slug: `${name}-{{uid}}`, ...more }, { as, save: { [name]: 'body.id', [`${name}.${as}`]: 'body.members.0.id' } });
  const invite = (as, who, role = 'member', more = {}) => post('/organization/invite-member', { email: at(who), role, ...more }, { as, save: { [`invite.${who}`]: 'body.id' } });
  const accept = (who) => post('/organization/accept-invitation', { invitationId: `{{invite.${who}}}` }, { as: who, save: { [`member.${who}`]: 'body.member.id' } });
  const join = (owner, who, role) => [signUp(who), invite(owner, who, role), accept(who)];
  // The reference writes "[Circular ref-2]" for the statements.
  const role = (as, name, permission, more = {}) => post('/organization/create-role', { role: name, permission, ...more },
    { as, save: { [`role.${name}`]: 'body.roleData.id' }, ignore: ['body.statements'] });
  const may = (as, permissions) => post('/organization/has-permission', { permissions }, { as });
  const roles = 'select * from neon_auth."organizationRole" where "organizationId"::text = \'{{org}}\'';
  const everything = (as, roleName, org = '{{org}}') => [
    get(`/organization/list-roles?organizationId=${org}`, { as }),
    get(`/organization/get-role?organizationId=${org}&roleName=${roleName}`, { as }),
    role(as, 'fresh', {}, { organizationId: org }),
    post('/organization/update-role', { roleName, data: { permission: {} }, organizationId: org }, { as }),
    post('/organization/delete-role', { roleName, organizationId: org }, { as }),
  ];

  return [
    scenario('there are none by default', [
      signUp('ann'), org('ann'), ...everything('ann', 'x'),
      invite('ann', 'bob', 'x'),
    ]),

    scenario('closed without a session', profile, everything(undefined, 'x', nobody)),

    scenario('create and read', profile, [
      signUp('ann'), role('ann', 'early', {}), org('ann'), join('ann', 'mia', 'member'), signUp('out'),
      post('/organization/create-role', { role: 'Writer', permission: { team: ['create', 'update'], ac: [] } }, { as: 'ann', save: { 'role.writer': 'body.roleData.id' } }),
      role('ann', 'reader', {}), role('ann', 'Two words', { member: ['create'] }),
      sql(roles),
      role('ann', 'writer', {}), role('ann', 'WRITER', {}), role('ann', 'owner', {}), role('ann', 'Admin', {}), role('ann', 'member', {}),
      role('ann', 'planet', { planet: ['fly'] }), role('ann', 'fly', { team: ['fly', 'create'], ac: ['x'] }),
      post('/organization/create-role', {}, { as: 'ann' }),
      post('/organization/create-role', { role: 'x' }, { as: 'ann' }),
      post('/organization/create-role', { role: 'x', permission: [] }, { as: 'ann' }),
      post('/organization/create-role', { role: 'x', permission: { team: 'create' } }, { as: 'ann' }),
      post('/organization/create-role', { role: 'x', permission: { team: [1] } }, { as: 'ann' }),
      post('/organization/create-role', { role: 'x', permission: {}, additionalFields: 5 }, { as: 'ann' }),
      role('ann', 'x', {}, { organizationId: nobody }),
      get('/organization/list-roles', { as: 'mia' }),
      get('/organization/list-roles', { as: 'out' }),
      get(`/organization/list-roles?organizationId=${nobody}`, { as: 'ann' }),
      get('/organization/get-role?roleName=writer', { as: 'mia' }),
      get('/organization/get-role?roleName=Writer', { as: 'mia' }),
      get('/organization/get-role?roleId={{role.writer}}', { as: 'mia' }),
      get(`/organization/get-role?roleId=${nobody}`, { as: 'mia' }),
      get('/organization/get-role?roleName=owner', { as: 'mia' }),
      get('/organization/get-role?roleName=', { as: 'mia' }),
      get('/organization/get-role', { as: 'mia' }),
      ...everything('mia', 'writer'), ...everything('out', 'writer'),
    ]),

    scenario('what a role allows', profile, [
      signUp('ann'), org('ann'), join('ann', 'adam', 'admin'),
      role('ann', 'hirer', { invitation: ['create'], member: ['create'] }), role('ann', 'guest', {}), role('ann', 'quiet', { ac: [] }),
      join('ann', 'mia', 'hirer'), join('ann', 'gil', ['guest', 'quiet']),
      invite('ann', 'x', 'king'), invite('ann', 'x', ['hirer', 'king', 'guest']),
      ...['mia', 'gil'].flatMap((as) => [
        may(as, { invitation: ['create'] }), may(as, { invitation: ['create', 'cancel'] }), may(as, { invitation: [] }), may(as, { ac: ['read'] }),
        may(as, { ac: [] }), may(as, { invitation: ['create'], member: ['create'] }), may(as, { planet: [] }), may(as, {}),
        get('/organization/list-roles', { as }),
        post('/organization/update', { data: { name: 'x' } }, { as }),
      ]),
      invite('mia', 'zoe', 'guest'), invite('mia', 'yan', 'hirer'),
      post('/organization/update-role', { roleName: 'hirer', data: { permission: { organization: ['update'] } } }, { as: 'adam' }),
      may('mia', { invitation: ['create'] }),
      post('/organization/update', { data: { name: 'By Mia' } }, { as: 'mia' }),
      post('/organization/update-member-role', { memberId: '{{member.mia}}', role: ['guest', 'hirer'] }, { as: 'adam' }),
      may('mia', { organization: ['update'] }),
      post('/organization/delete-role', { roleName: 'hirer' }, { as: 'adam' }),
      may('mia', { organization: ['update'] }),
      sql(`select m.role from neon_auth.member m where m.id::text = '{{member.mia}}'`),
      get('/organization/get-active-member-role', { as: 'mia' }),
    ]),

    scenario('change and remove', profile, [
      signUp('ann'), org('ann'), join('ann', 'adam', 'admin'),
      role('ann', 'one', { team: ['create'] }), role('ann', 'two', {}),
      post('/organization/update-role', { roleName: 'one', data: { permission: { member: ['delete'] }, roleName: 'Uno' } }, { as: 'adam' }),
      post('/organization/update-role', { roleId: '{{role.two}}', data: {} }, { as: 'ann' }),
      post('/organization/update-role', { roleName: 'uno', data: { roleName: 'two' } }, { as: 'ann' }),
      post('/organization/update-role', { roleName: 'uno', data: { roleName: 'uno' } }, { as: 'ann' }),
      post('/organization/update-role', { roleName: 'uno', data: { roleName: 'Owner' } }, { as: 'ann' }),
      post('/organization/update-role', { roleName: 'uno', data: { permission: { planet: [] } } }, { as: 'ann' }),
      post('/organization/update-role', { roleName: 'uno', data: { permission: { organization: ['delete'] } } }, { as: 'adam' }),
      post('/organization/update-role', { roleName: 'owner', data: {} }, { as: 'ann' }),
      post('/organization/update-role', { roleId: nobody, data: {} }, { as: 'ann' }),
      post('/organization/update-role', { data: {} }, { as: 'ann' }),
      post('/organization/update-role', { roleName: 'uno' }, { as: 'ann' }),
      post('/organization/update-role', { roleName: '', data: {} }, { as: 'ann' }),
      post('/organization/update-role', { roleName: 'uno', data: { permission: 5 } }, { as: 'ann' }),
      sql(roles),
      post('/organization/delete-role', { roleName: 'owner' }, { as: 'ann' }),
      post('/organization/delete-role', { roleName: 'three' }, { as: 'ann' }),
      post('/organization/delete-role', { roleId: nobody }, { as: 'ann' }),
      post('/organization/delete-role', {}, { as: 'ann' }),
      post('/organization/delete-role', { roleName: '' }, { as: 'ann' }),
      post('/organization/delete-role', { roleId: '{{role.two}}' }, { as: 'adam' }),
      post('/organization/delete-role', { roleId: '{{role.two}}' }, { as: 'adam' }),
      sql(roles),
    ]),

    scenario('names that would be none in a list of roles', profile, [
      signUp('ann'), org('ann'), role('ann', '', {}), role('ann', 'a,b', {}), role('ann', ' b', {}),
    ]),

    scenario('roles above one\'s own', profile, [
      signUp('ann'), org('ann'), join('ann', 'adam', 'admin'),
      role('ann', 'boss', { organization: ['delete'] }),
      role('adam', 'chief', { organization: ['delete', 'update'] }),
      invite('adam', 'x', 'boss'),
      post('/organization/update-member-role', { memberId: '{{member.adam}}', role: ['admin', 'boss'] }, { as: 'adam' }),
      post('/organization/update-role', { roleName: 'boss', data: { roleName: 'anything' } }, { as: 'adam' }),
      post('/organization/delete-role', { roleId: '{{role.boss}}' }, { as: 'adam' }),
    ]),

    scenario('limit', { profile: 'org-roles-small' }, [
      signUp('ann'), org('ann'), role('ann', 'one', {}), role('ann', 'two', {}), role('ann', 'three', {}), role('ann', 'two', {}),
      post('/organization/delete-role', { roleName: 'one' }, { as: 'ann' }),
      role('ann', 'three', {}),
      sql(roles),
    ]),
  ];
};
