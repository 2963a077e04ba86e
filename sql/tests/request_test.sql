begin;
select plan(9);
\ir ../../testdata/people.sql

select lives_ok(
  $$ select neon_auth_api.begin_request(config_version, '10.0.0.1', 'curl') from neon_auth_api.get_config() $$, 'accepts the current version');
select is(current_setting('neon_auth.ip_address'), '10.0.0.1', 'records the client''s address');
select is(current_setting('neon_auth.user_agent'), 'curl', 'records the user agent');
select is(current_setting('jit'), 'off', 'disables JIT, behind a pooler too');
select is((o."ipAddress", o."userAgent")::text, '(10.0.0.1,curl)', 'a new session stores both')
from neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'new', true) o;

select throws_ok($$ select neon_auth_api.begin_request(null, '', '') $$, 'NA503', 'The settings have just changed. Try again.', 'rejects a missing version');
select throws_ok($$ select neon_auth_api.begin_request('x/1', '', '') $$, 'NA503', null, 'rejects another branch');
select is(neon_auth_api.begin_request(config_version, null, null)::text, '', 'accepts an unknown client') from neon_auth_api.get_config();

create temporary table old as select config_version from neon_auth_api.get_config();
update neon_auth.project_config set name = 'x';
select throws_ok(
  format('select neon_auth_api.begin_request(%L, '''', '''')', (select config_version from old)),
  'NA503', null, 'rejects changed settings');

select * from finish();
rollback;
