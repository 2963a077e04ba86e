begin;
select plan(12);
\ir ../../testdata/people.sql
update neon_auth.project_config set plugin_configs = '{"oneTimeToken": {"enabled": true, "config": {"expiresIn": 2}}}';
create function pg_temp.used(token text) returns text language sql as $$
  select coalesce(nullif(u.failure, ''), u.token_hash || ' ' || u.sealed || ' ' || (u.body -> 'user' ->> 'email')) from neon_auth_api.use_one_time_token(token) u
$$;

select lives_ok($$ select neon_auth_api.put_one_time_token('ada', 'one', 'sealed', true) $$, 'stores a token');
select is(v."expiresAt", now() + interval '2 minutes', 'for as long as the settings say') from neon_auth.verification v where v.identifier = 'one-time-token:one';
select is(v.value, 'ada', 'the row names the session') from neon_auth.verification v where v.identifier = 'one-time-token:one';
select throws_ok($$ select neon_auth_api.put_one_time_token('nobody', 'two', 'sealed', true) $$, 'NA401', null, 'needs a session');
select is(pg_temp.used('one'), 'ada sealed ada@example.com', 'returns the session');
select is(pg_temp.used('one'), 'INVALID_TOKEN', 'once');
select is((select count(*) from neon_auth.verification where identifier like 'one-time-token%'), 0::bigint, 'leaves no row');
select neon_auth_api.put_one_time_token('ada', 'old', 'sealed', true);
update neon_auth.verification set "expiresAt" = now() where identifier like 'one-time-token%';
select is(pg_temp.used('old'), 'TOKEN_EXPIRED', 'not after it has expired');
select is(pg_temp.used('old'), 'INVALID_TOKEN', 'which uses it up');
update neon_auth.project_config set plugin_configs = '{"oneTimeToken": {"enabled": true, "config": {"disableClientRequest": true}}}';
select throws_ok($$ select neon_auth_api.put_one_time_token('ada', 'two', 'sealed', true) $$, 'NA400', 'Client requests are disabled', 'may be closed to clients');
select lives_ok($$ select neon_auth_api.put_one_time_token('ada', 'two', 'sealed', false) $$, 'but not to the sidecar');
select neon_auth.erase_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001');
select is(pg_temp.used('two'), 'SESSION_NOT_FOUND', 'not after its user is erased');

select * from finish();
rollback;
