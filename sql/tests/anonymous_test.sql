begin;
select plan(6);
\ir ../../testdata/people.sql
update neon_auth.project_config set plugin_configs = '{"anonymous": {"enabled": true, "config": {"hourlyLimit": 3}}}';

select alike(
  neon_auth_api.sign_in_anonymous('', 'a1') #>> '{user,email}', 'temp@%.invalid', 'an anonymous user has an address nothing is mailed to');
select is(
  (select concat_ws(' ', u.name, u."emailVerified", u."isAnonymous", u.role) from neon_auth."user" u join neon_auth.session s on s."userId" = u.id where s.token = 'a1'),
  'Anonymous f t user', 'they are marked as anonymous');
select throws_ok($$select neon_auth_api.sign_in_anonymous('a1', 'a2')$$, 'NA400', null, 'they cannot sign in anonymously again');
select is(neon_auth_api.sign_in_anonymous('ada', 'a3') #>> '{user,isAnonymous}', 'true', 'a known user can: the browser gets another user');
select neon_auth_api.sign_in_anonymous('', 'a4');
select throws_ok($$select neon_auth_api.sign_in_anonymous('', 'a5')$$, 'NA429', null, 'a client creates a limited number of them');
select throws_ok($$select neon_auth_api.delete_anonymous_user('ada')$$, 'NA403', 'User is not anonymous', 'only they delete themselves this way');

select * from finish();
rollback;
