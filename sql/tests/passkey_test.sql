begin;
select plan(80);
\ir ../../testdata/people.sql
update neon_auth.project_config set name = 'App', plugin_configs = '{"twoFactor": {"enabled": true}, "passkey": {"enabled": true}}';
create function pg_temp.ada() returns uuid language sql as $$ select '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid $$;
create function pg_temp.mails() returns text language sql as $$
  select coalesce(string_agg(o.kind, ' ' order by o.kind), '') from neon_auth.outbox o
$$;
-- Adds a passkey with this name as credential id; returns the failure, or its name.
create function pg_temp.register(token text, cookie text, name text, counter bigint default 0) returns text language sql as $$
  select coalesce(nullif(a.failure, ''), a.body ->> 'name')
  from neon_auth_api.add_passkey(token, cookie, jsonb_build_object('name', name, 'publicKey', 'key of ' || name, 'credentialID', name,
    'counter', counter, 'deviceType', 'singleDevice', 'backedUp', false, 'transports', 'usb,nfc', 'aaguid', '00000000-0000-0000-0000-000000000000')) a
$$;
create function pg_temp.begin_add(token text, cookie text) returns json language sql as $$
  select neon_auth_api.begin_passkey_registration(token, cookie, 'challenge', 'auth.test', '', '')
$$;
create function pg_temp.add(token text, name text, counter bigint default 0) returns text language plpgsql as $$
begin
  perform pg_temp.begin_add(token, 'add ' || name);
  return pg_temp.register(token, 'add ' || name, name, counter);
end $$;
-- A sign-in with a passkey: the failure, challenge, or the new session's amr.
create function pg_temp.finish(cookie text, name text, counter bigint, verified boolean, token text, step text, new_token text) returns text language plpgsql as $$
declare
  got record;
begin
  select * into got from neon_auth_api.sign_in_passkey(token, step, cookie, name, 'key of ' || name, counter, verified, false, new_token, true);
  return coalesce(nullif(got.failure, ''), case when got.body ->> 'twoFactorRedirect' = 'true' then 'challenge' end, (
    select array_to_string(o.amr, ' ') || case when o."secondFactorAt" is null then '' else ' proven' end
    from neon_auth.session s join neon_auth.session_origin o on o."sessionId" = s.id where s.token = new_token));
end $$;
create function pg_temp.enter(name text, verified boolean default true, token text default '', step text default '', counter bigint default 0, new_token text default null)
returns text language plpgsql as $$
declare
  cookie constant text := gen_random_uuid()::text;
begin
  perform neon_auth_api.begin_passkey_sign_in(token, step, cookie, 'challenge', 'auth.test');
  return pg_temp.finish(cookie, name, counter, verified, token, step, coalesce(new_token, 'session ' || cookie));
end $$;
create function pg_temp.deleted(token text, name text) returns json language sql as $$
  select neon_auth_api.delete_passkey(token, (select p.id::text from neon_auth.passkey p where p."credentialID" = deleted.name))
$$;

-- Registration
select is(pg_temp.begin_add('ada', 'a') -> 'rp' ->> 'id', 'auth.test', 'passkeys are for the host of this server');
select is(pg_temp.begin_add('ada', 'a') ->> 'excludeCredentials', '[]', 'there is none yet');
select is(pg_temp.register('ada', 'other', 'one'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'needs the challenge');
select is(pg_temp.register('ada', 'a', 'one'), 'one', 'adds a passkey');
select is(pg_temp.register('ada', 'a', 'two'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'a challenge is used once');
select is(pg_temp.mails(), 'passkey-added', 'informs the user by mail');
select is((select after ->> 'credentialID' from neon_auth.audit_log where entity = 'passkey' and action = 'insert' and "userId" = pg_temp.ada()), 'one', 'is audited');
select is(pg_temp.begin_add('ada', 'b') #>> '{excludeCredentials,0}', '{"id": "one", "type": "public-key", "transports": ["usb", "nfc"]}', 'the options exclude it');
select is(pg_temp.register('bob', 'b', 'two'), 'PASSKEY_NOT_YOURS', 'a challenge is for one user');
select is(pg_temp.register('ada', 'b', 'two'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'and is used up by another');
select is(pg_temp.add('bob', 'one'), 'PASSKEY_ALREADY_REGISTERED', 'a passkey belongs to one user');
select pg_temp.begin_add('ada', 'c');
update neon_auth.verification set "expiresAt" = now() where identifier = 'passkey-register-c';
select is(pg_temp.register('ada', 'c', 'two'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'a challenge expires');
select is((select failure from neon_auth_api.find_passkey_registration('ada', 'c')), 'PASSKEY_CHALLENGE_NOT_FOUND', 'also before the response is verified');
select neon_auth_api.begin_passkey_sign_in('ada', '', 'd', 'challenge', 'auth.test');
select is(pg_temp.register('ada', 'd', 'two'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'a challenge is for one ceremony');
select pg_temp.begin_add('ada', 'e');
select is(pg_temp.finish('e', 'one', 0, true, 'ada', '', 'x'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'of both kinds');
select neon_auth_api.spend_passkey_challenge('register', 'e');
select is(pg_temp.register('ada', 'e', 'two'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'a wrong response uses it up');
select pg_temp.begin_add('ada', 'f');
update neon_auth.account set password = 'new hash of Ada' where "userId" = pg_temp.ada();
select is((select count(*) from neon_auth.verification where identifier = 'passkey-register-f'), 0::bigint, 'a recovery ends it');
select throws_ok($$ select pg_temp.begin_add('nobody', 'x') $$, 'NA401', null, 'needs a session');
select is((select count(*) from neon_auth.session where token = 'ada'), 0::bigint, 'which the recovery has ended');
insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values (pg_temp.ada(), 'ada', now() + interval '1 day', now());
update neon_auth.session set "createdAt" = now() - interval '2 days' where token = 'ada';
select throws_ok($$ select pg_temp.begin_add('ada', 'x') $$, 'NA403', 'Session is not fresh', 'C16: needs a fresh session');
select throws_ok($$ select pg_temp.register('ada', 'x', 'two') $$, 'NA403', 'Session is not fresh', 'C16: in both steps');
update neon_auth.session set "createdAt" = now(), "impersonatedBy" = gen_random_uuid()::text where token = 'ada';
select throws_ok($$ select pg_temp.begin_add('ada', 'x') $$, 'NA403', 'You cannot do this while impersonating', 'and the user''s own');
select throws_ok($$ select neon_auth_api.update_passkey('ada', 'x', 'x') $$, 'NA403', 'You cannot do this while impersonating', 'as every change does');
update neon_auth.session set "impersonatedBy" = null where token = 'ada';
select is((select count(*) from generate_series(1, 60) n where pg_temp.add('bob', 'many ' || n) = 'TOO_MANY_PASSKEYS'), 10::bigint, 'a user has fifty at most');

-- Signing in: what a passkey proves. A passkey without verification of the user is one factor.
update neon_auth."user" set "emailVerified" = true;
select is(pg_temp.enter('one'), 'mfa passkey proven', 'a verified user has proved two factors');
select is(pg_temp.enter('one', false), 'passkey', 'otherwise one');
select is(pg_temp.enter('none'), 'PASSKEY_UNKNOWN', 'an unknown passkey');
select is(pg_temp.finish('nowhere', 'one', 0, true, '', '', 'x'), 'PASSKEY_CHALLENGE_NOT_FOUND', 'an unknown challenge');
select is((select i.failure from neon_auth_api.begin_passkey_sign_in('', '', 'k', 'c', 'h') b, neon_auth_api.sign_in_passkey('', '', 'k', 'one', 'stale key', 0, true, false, 'x', true) i),
  'PASSKEY_UNKNOWN', 'a key that was replaced since the signature was verified');
select is(neon_auth_api.begin_passkey_sign_in('', '', 'l', 'c', 'h')::jsonb, '{"rpId": "h", "timeout": 60000, "challenge": "c", "userVerification": "preferred"}', 'G06: the options name nobody');
select is(neon_auth_api.begin_passkey_sign_in('ada', '', 'm', 'c', 'h') #>> '{allowCredentials,0,id}', 'one', 'but for a session its passkeys');
select is(pg_temp.finish('m', 'many 1', 0, true, 'ada', '', 'x'), 'PASSKEY_UNKNOWN', 'and then another user cannot answer');
select is((select failure from neon_auth_api.find_passkey_sign_in('m', 'one')), 'PASSKEY_CHALLENGE_NOT_FOUND', 'nor can the user any more');

update neon_auth."user" set "twoFactorEnabled" = true where id = pg_temp.ada();
delete from neon_auth.outbox;
create function pg_temp.step(method text) returns text language plpgsql as $$
begin
  perform neon_auth_internal.admit(pg_temp.ada(), 'step ' || method, true, method);
  return 'step ' || method;
end $$;
select is(pg_temp.enter('one'), 'mfa passkey proven', 'C04: with two-factor, a verified user is not asked again');
select is(pg_temp.enter('one', false), 'challenge', 'C04: otherwise the second factor is asked for');
select is(pg_temp.enter('one', false, step => pg_temp.step('pwd')), 'pwd passkey mfa proven', 'a passkey is a second factor after a password');
select is(pg_temp.enter('one', false, step => pg_temp.step('email')), 'email passkey mfa proven', 'after a code');
select is(pg_temp.enter('one', false, step => pg_temp.step('fed')), 'fed passkey mfa proven', 'after a provider');
select is(pg_temp.enter('one', false, step => pg_temp.step('passkey')), 'challenge', 'but not after a passkey');
select is(pg_temp.enter('one', true, step => pg_temp.step('passkey')), 'mfa passkey proven', 'unless it now verifies the user');
select is((select count(*) from neon_auth.verification where identifier in ('2fa-step pwd', '2fa-step email', '2fa-step fed', '2fa-attempts-step pwd')), 0::bigint, 'a challenge is used once');
select is(pg_temp.enter('one', false, token => 'ada'), 'challenge', 'nor in a session that has proved nothing');
update neon_auth.session_origin o set amr = '{pwd}' from neon_auth.session s where s.id = o."sessionId" and s.token = 'ada';
select is(pg_temp.enter('one', false, token => 'ada'), 'mfa passkey pwd proven', 'but in one that has proved a password');
select is(pg_temp.enter('many 1', false, step => pg_temp.step('pwd')), 'PASSKEY_UNKNOWN', 'another user''s passkey is no second factor');
update neon_auth.two_factor_state set "lockedUntil" = now() + interval '1 hour';
select throws_ok($$ select pg_temp.enter('one', false, step => pg_temp.step('fed')) $$, 'NA429', null, 'B10: not while the user is locked out');
select is(pg_temp.enter('one'), 'mfa passkey proven', 'a verified user is: nothing can be guessed');
select is(pg_temp.mails(), '', 'signing in sends no mail');

-- Step-up
update neon_auth.session_origin o set "secondFactorAt" = now() - interval '1 day', amr = '{pwd,mfa}' from neon_auth.session s where s.id = o."sessionId" and s.token = 'ada';
select throws_ok($$ select neon_auth_api.require_step_up('ada') $$, 'NA403', 'Prove again who you are', 'a second factor of yesterday is not recent');
create function pg_temp.methods() returns text language plpgsql as $$
declare
  hint text;
begin
  perform neon_auth_api.require_step_up('ada');
  return null;
exception when sqlstate 'NA403' then
  get stacked diagnostics hint = pg_exception_hint;
  return hint;
end $$;
select is(pg_temp.methods()::jsonb ? 'passkey', true, 'a passkey lifts it');
update neon_auth.session set "activeOrganizationId" = gen_random_uuid()::text where token = 'ada';
select pg_temp.enter('one', true, token => 'ada', new_token => 'ada 2');
select lives_ok($$ select neon_auth_api.require_step_up('ada 2') $$, 'in the session that it opens');
select is((select count(distinct "activeOrganizationId") from neon_auth.session where token in ('ada', 'ada 2')), 1::bigint, 'which keeps the active organization');
update neon_auth."user" set "twoFactorEnabled" = false where id = pg_temp.ada();

-- Limits and settings
select is((select count(*) from generate_series(1, 103) n where neon_auth_api.count_request('/passkey/generate-authenticate-options', '198.51.100.9', '') = 0), 100::bigint,
  'a client may begin a hundred ceremonies a minute');
create function pg_temp.advised(config text, origins text) returns boolean language sql as $$
  select exists (
    select from neon_auth_internal.setting_warnings(jsonb_build_object(
      'trusted_origins', origins::jsonb, 'plugin_configs', jsonb_build_object('passkey', jsonb_build_object('enabled', true, 'config', config::jsonb)))) w
    where w.setting = 'plugin_configs.passkey.config.rpID')
$$;
select is(pg_temp.advised(w.config, w.origins), w.expected, concat_ws(' ', 'advice about the domain', w.*))
from (values
  ('{"rpID": "example.com"}', '["https://example.com"]', false),
  ('{"rpID": "example.com"}', '["https://app.example.com:8443", "myapp://"]', false),
  ('{"rpID": "example.com"}', '["https://notexample.com", "https://example.com.evil.test"]', true),
  ('{"rpID": "example.com", "origin": "https://app.example.com"}', '[]', false),
  ('{}', '[]', false)
) w (config, origins, expected);
create function pg_temp.origin_refused(origin jsonb) returns boolean language plpgsql as $f$
begin
  update neon_auth.project_config set plugin_configs = plugin_configs || jsonb_build_object('passkey', jsonb_build_object('enabled', true, 'config', jsonb_build_object('origin', origin)));
  raise exception using errcode = 'ZZ001';
exception
  when sqlstate 'ZZ001' then return false;
  when check_violation then return true;
end
$f$;
select is(pg_temp.origin_refused(o.origin), o.refused, 'origin ' || o.origin::text)
from (values ('"https://*.example.com"'::jsonb, true), ('["https://app.example.com", "http://a?.example.com"]', true), ('"https://app.example.com:8443 android:apk-key-hash:a_B-1"', false)) o (origin, refused);

-- A copy: the counter does not advance.
delete from neon_auth.outbox;
select pg_temp.add('ada', 'counting', 7);
delete from neon_auth.outbox;
select is(pg_temp.enter('counting', counter => 9), 'mfa passkey proven', 'a counter may skip');
select is(string_agg(distinct pg_temp.enter('counting', counter => c), ' '), 'PASSKEY_FAILED', 'a counter that went back') from unnest('{9,8,0}'::bigint[]) c;
select is((select string_agg(o.kind || ' ' || o.recipient, ',') from neon_auth.outbox o), 'passkey-copied ada@example.com,passkey-copied ada@example.com,passkey-copied ada@example.com', 'warns the user');
select is((select count(*) from neon_auth.audit_log l where l.entity = 'passkey' and l.action = 'counter' and l."userId" = pg_temp.ada() and l.before = '{"counter": 9}'), 3::bigint, 'and is audited');
select is(pg_temp.enter('counting', counter => 4294967290), 'mfa passkey proven', 'a counter may be large');
select is(pg_temp.enter('counting', counter => 4294967289), 'PASSKEY_FAILED', 'and still not go back');
select is((select p.counter from neon_auth.passkey p where p."credentialID" = 'counting'), 2147483647, 'Better Auth''s column has its greatest value');

-- Banned and deleted users
select neon_auth.ban_user(pg_temp.ada());
select is(pg_temp.enter('one'), 'BANNED_USER', 'a banned user does not sign in');
select neon_auth.unban_user(pg_temp.ada());
insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values (pg_temp.ada(), 'ada 3', now() + interval '1 day', now());

-- Removing
select throws_ok($$ select pg_temp.deleted('bob', 'one') $$, 'NA404', 'Passkey not found', 'C22: another user''s is not found');
select throws_ok($$ select neon_auth_api.update_passkey('bob', (select id::text from neon_auth.passkey where "credentialID" = 'one'), 'x') $$, 'NA404', 'Passkey not found', 'C22: also to rename');
delete from neon_auth.outbox;
select is(pg_temp.deleted('ada 3', 'one') ->> 'status', 'true', 'removes a passkey');
select is(pg_temp.mails(), 'passkey-removed', 'informs the user by mail');
update neon_auth."user" set "emailVerified" = false where id = pg_temp.ada();
delete from neon_auth.account where "userId" = pg_temp.ada();
insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values (pg_temp.ada(), 'ada 4', now() + interval '1 day', now());
select throws_ok($$ select pg_temp.deleted('ada 4', 'counting') $$, 'NA400', 'You can''t delete your last way to sign in', 'the last way in stays');
select is((select string_agg(w.name, ' ') from (values ('verified', true), ('unverified', false)) w (name, flag), neon_auth."user" u
  where u.id = pg_temp.ada() and neon_auth_internal.has_other_way_in(jsonb_populate_record(u, jsonb_build_object('emailVerified', w.flag)),
    (select p.id from neon_auth.passkey p where p."credentialID" = 'counting'))), 'verified', 'a mailbox that is the user''s is a way in');
insert into neon_auth.account ("userId", "providerId", "accountId", password, "updatedAt") values (pg_temp.ada(), 'credential', 'x', null, now());
select throws_ok($$ select pg_temp.deleted('ada 4', 'counting') $$, 'NA400', null, 'an account without a password is none');
update neon_auth.account set "providerId" = 'github' where "userId" = pg_temp.ada();
insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values (pg_temp.ada(), 'ada 5', now() + interval '1 day', now());
savepoint linked;
update neon_auth.project_config set social_providers = '[{"id": "github", "clientId": "c"}]';
select lives_ok($$ select pg_temp.deleted('ada 5', 'counting') $$, 'a provider is one');
rollback to linked;
select throws_ok($$ select pg_temp.deleted('ada 5', 'counting') $$, 'NA400', null, 'one that the settings do not list is none');
delete from neon_auth.outbox;
select neon_auth_internal.reclaim_user(pg_temp.ada());
select is((select count(*) from neon_auth.passkey where "userId" = pg_temp.ada()), 0::bigint, 'the owner of an address ends passkeys that were planted');
select is(neon_auth.delete_passkey((select p.id from neon_auth.passkey p where p."credentialID" = 'many 1')), true, 'the database''s owner removes any');
select is(neon_auth.delete_passkey(gen_random_uuid()), false, 'once');

select * from finish();
rollback;
