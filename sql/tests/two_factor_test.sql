begin;
select plan(68);
\ir ../../testdata/people.sql
update neon_auth.project_config set name = 'App', plugin_configs = '{"twoFactor": {"enabled": true}}';
create function pg_temp.ada() returns uuid language sql as $$ select '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid $$;
create function pg_temp.enabled() returns boolean language sql as $$ select u."twoFactorEnabled" from neon_auth."user" u where u.id = pg_temp.ada() $$;
-- The time step of the beginning: the test may run into the next one.
create temporary table start as select floor(extract(epoch from clock_timestamp()) / 30)::bigint as step;
create function pg_temp.present() returns bigint language sql as $$ select s.step from pg_temp.start s $$;
-- One attempt at a code of the app: the step the code belongs to (null: a wrong code), by session or challenge.
create function pg_temp.totp(session text, challenge text, step bigint, new_token text default 'new') returns text language sql as $$
  select coalesce(nullif(v.failure, ''), v.session) from neon_auth_api.verify_totp(session, challenge, 'v1.sealed', step, '', null, new_token, true, '') v
$$;
create function pg_temp.backup(challenge text, code text) returns text language sql as $$
  select coalesce(nullif(v.failure, ''), v.session) from neon_auth_api.verify_backup_code('', challenge, 'v1.sealed', code, false, 'b ' || code, true, '') v
$$;
create function pg_temp.assurance(token text) returns text language sql as $$
  select array_to_string(o.amr, ' ') || case when o."secondFactorAt" is null then '' else ' proven' end
  from neon_auth.session s join neon_auth.session_origin o on o."sessionId" = s.id where s.token = assurance.token
$$;

-- Enrolment
select is(neon_auth_api.enable_two_factor('ada', 'hash of Ada', 'v1.sealed', '{one,two,three}', 'x'), false, 'stores a secret');
select is(pg_temp.enabled(), null, 'is not in force before the first code');
select throws_ok($$ select neon_auth_api.enable_two_factor('ada', 'hash of Eve', 'v1.sealed', '{}', 'x') $$, 'NA400', 'Invalid password', 'rejects a password that was replaced in the meantime');
select is(pg_temp.totp('ada', '', null), 'INVALID_CODE', 'rejects a wrong code');
select is(pg_temp.totp('ada', '', pg_temp.present() - 3), 'INVALID_CODE', 'rejects a code of long ago');
select is(pg_temp.totp('ada', '', pg_temp.present() + 9), 'INVALID_CODE', 'rejects a code of the future');
select is(pg_temp.totp('ada', '', pg_temp.present(), 'ada 2'), 'replaced', 'the first code switches it on and replaces the session');
select is(pg_temp.enabled(), true, 'it is in force');
select is((select count(*) from neon_auth.session where token = 'ada'), 0::bigint, 'the old session has ended');
select is(pg_temp.assurance('ada 2'), 'mfa otp proven', 'the new session has proved two factors');
select is((select string_agg(o.kind, ' ') from neon_auth.outbox o), 'two-factor-enabled', 'informs the user by mail');

-- Which ways to sign in ask for it. admit is what each of them calls; a walk over the functions proves it.
create function pg_temp.asks(flag boolean, is_on boolean, scope text, method text) returns boolean language plpgsql as $$
begin
  update neon_auth."user" u set "twoFactorEnabled" = flag where u.id = pg_temp.ada();
  update neon_auth.project_config c set plugin_configs = jsonb_build_object('twoFactor', jsonb_build_object('enabled', is_on)),
    options = jsonb_build_object('twoFactor', jsonb_build_object('scope', scope));
  return not neon_auth_internal.admit(pg_temp.ada(), gen_random_uuid()::text, true, method);
end $$;
savepoint settings;
select is(pg_temp.asks(c.flag, c.is_on, c.scope, c.method), c.expected, concat_ws(' ', 'asks', c.*))
from (values
  (true, true, 'all', 'pwd', true), (true, true, 'all', 'email', true), (true, true, 'all', 'fed', true), (true, true, 'all', 'new way', true),
  (true, true, 'password', 'pwd', true), (true, true, 'password', 'email', false), (true, true, 'password', 'fed', false),
  (true, false, 'all', 'pwd', false), (false, true, 'all', 'pwd', false), (null, true, 'all', 'fed', false)
) c (flag, is_on, scope, method, expected);
rollback to settings;
select throws_ok($$ select neon_auth_internal.open_session(pg_temp.ada(), 'direct', true, amr => '{fed}') $$, 'NA403', 'A second factor is required', 'a way that does not ask opens no session');
select set_eq(
  $$ select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('neon_auth_api', 'neon_auth_internal', 'neon_auth') and p.prosrc ~ 'is_cleared\s*=>' $$,
  $$ values ('admit'), ('admit_passkey'), ('pass_second_factor'), ('renew_session') $$, 'only these open a session without asking');

-- A challenge
select neon_auth_internal.admit(pg_temp.ada(), 'c1', true, 'pwd');
select is((select count(*) from neon_auth.session where token = 'c1'), 0::bigint, 'a challenge is no session');
select is(pg_temp.totp('', 'c1', pg_temp.present(), 's1'), 'INVALID_CODE', 'a code of the app is accepted once');
select is(pg_temp.totp('', 'c1', pg_temp.present() + 1, 's1'), 'opened', 'the next code opens a session');
select is(pg_temp.assurance('s1'), 'pwd otp mfa proven', 'the session knows how');
select is(pg_temp.totp('', 'c1', pg_temp.present() - 1, 's2'), 'INVALID_TWO_FACTOR_COOKIE', 'a challenge is used once');
select is(pg_temp.totp('', 'unknown', pg_temp.present() - 1), 'INVALID_TWO_FACTOR_COOKIE', 'an unknown challenge');
select neon_auth_internal.admit(pg_temp.ada(), 'c2', true, 'pwd');
update neon_auth.verification set "expiresAt" = now() where identifier = '2fa-c2';
select is(pg_temp.totp('', 'c2', pg_temp.present() - 1), 'INVALID_TWO_FACTOR_COOKIE', 'an expired challenge');

-- Backup codes
select neon_auth_internal.admit(pg_temp.ada(), 'c3', true, 'fed');
select is(pg_temp.backup('c3', 'other'), 'INVALID_BACKUP_CODE', 'rejects an unknown backup code');
select is(pg_temp.backup('c3', 'one'), 'opened', 'accepts a backup code');
select neon_auth_internal.admit(pg_temp.ada(), 'c4', true, 'fed');
select is(pg_temp.backup('c4', 'one'), 'INVALID_BACKUP_CODE', 'once');

-- B10: five attempts for a challenge, and a lock after six in a row of a user, whatever the factor.
select is((select count(*) from generate_series(1, 3) n where pg_temp.totp('', 'c4', null) = 'INVALID_CODE'), 3::bigint, 'three more wrong codes');
select is(pg_temp.totp('', 'c4', null), 'INVALID_CODE', 'the fifth attempt');
select is(pg_temp.backup('c4', 'two'), 'INVALID_TWO_FACTOR_COOKIE', 'ends the challenge');
select neon_auth_internal.admit(pg_temp.ada(), 'd', true, 'pwd');
select is(pg_temp.totp('', 'd', null), 'INVALID_CODE', 'a sixth, of another challenge');
select neon_auth_internal.admit(pg_temp.ada(), 'c5', true, 'pwd');
select throws_ok($$ select pg_temp.backup('c5', 'two') $$, 'NA429', null, 'locks the user out, also for right codes');
update neon_auth.two_factor_state set "lockedUntil" = now();
select is(pg_temp.backup('c5', 'two'), 'opened', 'until the lock ends');
select is((select failures from neon_auth.two_factor_state), 0, 'a right one resets the counter');

-- A working factor is replaced once the new one is proven.
select neon_auth_api.enable_two_factor('s1', 'hash of Ada', 'v1.other', '{four}', 'x');
select is((select secret from neon_auth."twoFactor"), 'v1.sealed', 'the working secret stays');
select is((select v.failure || v.session from neon_auth_api.verify_totp('s1', '', 'v1.sealed', null, 'v1.stale', pg_temp.present(), 'x', true, '') v), 'INVALID_CODE', 'a code of an enrolment that was replaced proves nothing');
select is((select v.failure || v.session from neon_auth_api.verify_totp('s1', '', 'v1.sealed', null, 'v1.other', pg_temp.present(), 'x', true, '') v), 'kept', 'a code of the new app');
select is((select secret || ' ' || "backupCodes" from neon_auth."twoFactor"), 'v1.other ["four"]', 'puts it in force, with its backup codes');

-- A backup code is accepted before the new app has proven itself, and proves it not.
select neon_auth_api.enable_two_factor('bob', 'hash of Bob', 'v1.bob', '{nine}', 'x');
select is((select v.failure || v.session from neon_auth_api.verify_backup_code('bob', '', 'v1.bob', 'nine', false, 'x', true, '') v), 'kept', 'a backup code is accepted');
select isnt((select u."twoFactorEnabled" from neon_auth."user" u where u.name = 'Bob'), true, 'and switches nothing on');
select neon_auth_internal.remove_factors(u.id) from neon_auth."user" u where u.name = 'Bob';

-- Where the settings ask for no proof, a new secret is in force at once, a second one too: its app is never asked.
update neon_auth.project_config set plugin_configs = '{"twoFactor": {"enabled": true, "config": {"skipVerificationOnEnable": true}}}';
select is(neon_auth_api.enable_two_factor('s1', 'hash of Ada', 'v1.third', '{five}', 's3'), true, 'replaces the session');
select is((select secret || ' ' || "backupCodes" from neon_auth."twoFactor"), 'v1.third ["five"]', 'and the working secret');
select is(neon_auth_api.enable_two_factor('s3', 'hash of Ada', 'v1.sealed', '{six}', 's4'), true, 'again');
select is((select secret from neon_auth."twoFactor"), 'v1.sealed', 'each time');
update neon_auth.project_config set plugin_configs = '{"twoFactor": {"enabled": true}}';

-- Reset by SQL
select is(neon_auth.reset_two_factor(pg_temp.ada()), true, 'reset_two_factor removes the factor');
select is(pg_temp.enabled(), false, 'it is off');
select is((select count(*) from neon_auth."twoFactor")::int + (select count(*) from neon_auth.two_factor_state)::int
  + (select count(*) from neon_auth.verification where identifier ~ '^(2fa-[^ao]|trust)')::int
  + (select count(*) from neon_auth.session where "userId" = pg_temp.ada())::int, 0, 'nothing is left');
select is((select count(*) from neon_auth.outbox where kind = 'two-factor-reset' and recipient = 'ada@example.com'), 1::bigint, 'the user is informed');
select is((select count(*) from neon_auth.audit_log l where l.entity = 'twoFactor' and l.action = 'delete' and l."userId" = pg_temp.ada()), 4::bigint, 'audit_log has it');
select is(neon_auth.reset_two_factor(pg_temp.ada()), false, 'there is nothing more to reset');
select throws_ok($$ select neon_auth.reset_two_factor(gen_random_uuid()) $$, 'NA404', 'User not found', 'an unknown user');
select is((select count(*) from neon_auth.audit_log l where l::text ~ 'v1\.(sealed|other|third|bob)'), 0::bigint, 'audit_log contains no secret');

-- An enrolment that its user has not proved in time cannot be put in force later.
create function pg_temp.bob() returns uuid language sql as $$ select '5a14a3a0-0f0e-4c0e-9f0e-000000000002'::uuid $$;
create function pg_temp.aged(session text, age interval) returns text language plpgsql as $$
declare
  said text;
begin
  update neon_auth.two_factor_state set "pendingSince" = "pendingSince" - age where "userId" = pg_temp.bob();
  select coalesce(nullif(v.failure, ''), v.session) into said
  from (select floor(extract(epoch from clock_timestamp()) / 30)::bigint as step) as present,
    neon_auth_api.verify_totp(session, '', 'v1.first', present.step, 'v1.second', present.step, session, true, '') v;
  return said;
end $$;
delete from neon_auth.project_config;
insert into neon_auth.project_config (name, endpoint_id, trusted_origins, social_providers, allow_localhost, plugin_configs)
values ('App', neon_auth.branch_identity(), '[]', '[]', true, '{"twoFactor": {"enabled": true}}');
delete from neon_auth.request_count;
select neon_auth_internal.remove_factors(pg_temp.bob());
delete from neon_auth.session where "userId" = pg_temp.bob();
insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values (pg_temp.bob(), 'bob', now() + interval '1 day', now());
select is(neon_auth_api.enable_two_factor('bob', 'hash of Bob', 'v1.first', '{one}', 'x'), false, 'an enrolment begins');
select is(pg_temp.aged('bob', '16 minutes'), 'TOTP_NOT_ENABLED', 'after 15 minutes its code is not accepted');
select is((select count(*) from neon_auth."twoFactor" where "userId" = pg_temp.bob()), 0::bigint, 'its secret is gone');
select neon_auth_api.enable_two_factor('bob', 'hash of Bob', 'v1.first', '{one}', 'x');
update neon_auth.two_factor_state set "pendingSince" = now() - interval '1 day' where "userId" = pg_temp.bob();
select throws_ok($$ select neon_auth_api.prepare_two_factor('bob', 'secret') $$, 'NA400', null, 'nor is it shown again');
select neon_auth_api.enable_two_factor('bob', 'hash of Bob', 'v1.first', '{one}', 'x');
select is(pg_temp.aged('bob', '14 minutes'), 'replaced', 'before that it is put in force');
select is((select s."pendingSince" from neon_auth.two_factor_state s where s."userId" = pg_temp.bob()), null, 'and waits no more');
select neon_auth_api.enable_two_factor('bob', 'hash of Bob', 'v1.second', '{two}', 'x');
update neon_auth.two_factor_state set "usedSteps" = '{}' where "userId" = pg_temp.bob();
select is(pg_temp.aged('bob', '16 minutes'), 'kept', 'one that would replace a working factor expires, too: the working one still counts');
select is((select t.secret || ' ' || coalesce(s.secret, '-') from neon_auth."twoFactor" t join neon_auth.two_factor_state s using ("userId") where t."userId" = pg_temp.bob()), 'v1.first -', 'and stays');
select neon_auth_api.enable_two_factor('bob', 'hash of Bob', 'v1.second', '{two}', 'x');
update neon_auth.two_factor_state set "usedSteps" = '{}' where "userId" = pg_temp.bob();
select is(pg_temp.aged('bob', '14 minutes'), 'kept', 'in time it replaces it');
select is((select t.secret from neon_auth."twoFactor" t where t."userId" = pg_temp.bob()), 'v1.second', 'as asked');

select * from finish();
rollback;
