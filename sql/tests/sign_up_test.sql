begin;
select plan(28);
\ir ../../testdata/people.sql

create function pg_temp.sign_up(email text, fields jsonb default '{}', length integer default 8)
returns json language sql
as $$ select neon_auth_api.sign_up_email('Carl', email, null, 'hash', length, fields, 'carl', true) $$;
create function pg_temp.set(settings jsonb) returns void language sql
as $$ update neon_auth.project_config set email_and_password = settings $$;

select is((b ->> 'token', b #>> '{user,email}', b #>> '{user,role}', b #>> '{user,emailVerified}')::text, '(carl,carl@example.com,user,false)', 'creates a user and signs in')
from pg_temp.sign_up('Carl@Example.com', '{"role": "", "nonsense": 1, "emailVerified": true}') b;
select is((a."accountId" = u.id::text, a."providerId", a.password)::text, '(t,credential,hash)', 'stores the password')
from neon_auth."user" u join neon_auth.account a on a."userId" = u.id where u.email = 'carl@example.com';
select isnt_empty($$ select neon_auth_internal.require_session('carl') $$, 'opens a session');
select throws_ok($$ select pg_temp.sign_up('CARL@example.com') $$, 'NA422', 'User already exists. Use another email.', 'rejects a taken address');
delete from neon_auth."user" where email = 'carl@example.com';

-- sign_up_email rejects everything that prepare_sign_up rejects.
select throws_ok(
  format(f.call, t.email, t.length, t.fields), t.code, t.message, f.name || ': ' || t.message)
from (values
  ('prepare_sign_up', 'select neon_auth_api.prepare_sign_up(%L, %s, %L)'),
  ('sign_up_email', 'select pg_temp.sign_up(%1$L, %3$L, %2$s)')) as f (name, call),
(values
  ('ADA@example.com', 8, '{}', 'NA422', 'User already exists. Use another email.'),
  ('dan@example.com', 0, '{}', 'NA400', 'Invalid password'),
  ('dan@example.com', 7, '{}', 'NA400', 'Password too short'),
  ('dan@example.com', 129, '{}', 'NA400', 'Password too long'),
  ('dan@example.com', 8, '{"role": "admin"}', 'NA400', 'role is not allowed to be set')) as t (email, length, fields, code, message);
select lives_ok($$ select neon_auth_api.prepare_sign_up('dan@example.com', 128, '{"role": null}') $$, 'accepts a free address');

-- The settings.
select pg_temp.set('{"disableSignUp": true}');
select throws_ok($$ select pg_temp.sign_up('dan@example.com') $$, 'NA400', 'Email and password sign up is not enabled', 'fails when sign-up is disabled');
select pg_temp.set('{"enabled": false}');
select throws_ok($$ select pg_temp.sign_up('dan@example.com') $$, 'NA400', 'Email and password sign up is not enabled', 'fails when passwords are disabled');
select pg_temp.set('{"minPasswordLength": 12}');
select throws_ok($$ select pg_temp.sign_up('dan@example.com', length => 11) $$, 'NA400', 'Password too short', 'applies the configured length');
select pg_temp.set('{"requireEmailVerification": true}');
select is((b ->> 'token', b #>> '{user,email}')::text, '(,dan@example.com)', 'opens no session where addresses must be verified first') from pg_temp.sign_up('dan@example.com') b;
select is_empty($$ select from neon_auth.session where token = 'carl' $$, 'ends the sessions');
select pg_temp.set('{"autoSignIn": false}');
select is(b ->> 'token', null, 'opens no session without automatic sign-in') from pg_temp.sign_up('emil@example.com') b;

-- sign_up_rule
delete from neon_auth.project_config;
create function pg_temp.may(email text)
returns text language plpgsql
as $$
begin
  perform neon_auth_internal.check_sign_up_rules(email);
  return 'yes';
exception when sqlstate 'NA403' then
  return sqlerrm;
end
$$;
select is(pg_temp.may('x@example.com'), 'yes', 'without rules, all addresses may sign up');
insert into neon_auth.sign_up_rule (action, email, message) values ('deny', '*@spam.example', 'No spam'), ('deny', 'a_b@example.com', 'Not you');
select is(array[pg_temp.may('x@SPAM.example'), pg_temp.may('a_b@example.com'), pg_temp.may('axb@example.com'), pg_temp.may('x@nospam.example')],
  array['No spam', 'Not you', 'yes', 'yes'], 'a deny rule rejects with its own message');
insert into neon_auth.sign_up_rule (action, email, message, "createdAt") values
  ('allow', '*@*.corp.example', 'Staff only', now() - interval '1 day'), ('allow', 'boss@corp.example', 'x', now());
select is(array[pg_temp.may('x@eu.corp.example'), pg_temp.may('Boss@corp.example'), pg_temp.may('x@corp.example'), pg_temp.may('x@eu.corp.example.evil')],
  array['yes', 'yes', 'Staff only', 'Staff only'], 'with allow rules, one must match');
insert into neon_auth.sign_up_rule (action, email) values ('deny', 'eve@eu.corp.example');
select is(pg_temp.may('eve@eu.corp.example'), 'Sign up is not allowed', 'a deny rule takes precedence');
delete from neon_auth.sign_up_rule;
insert into neon_auth.sign_up_rule (action, invited, message) values ('allow', true, 'By invitation only');
insert into neon_auth.organization (id, name, slug, "createdAt") values ('5a14a3a0-0f0e-4c0e-9f0e-0000000000f1', 'Org', 'the-org', now());
insert into neon_auth."user" (id, name, email, "emailVerified") values ('5a14a3a0-0f0e-4c0e-9f0e-0000000000f2', 'Host', 'host@example.com', true);
insert into neon_auth.invitation (email, status, "expiresAt", "inviterId", "organizationId") values
  ('Guest@example.com', 'pending', now() + interval '1 day', '5a14a3a0-0f0e-4c0e-9f0e-0000000000f2', '5a14a3a0-0f0e-4c0e-9f0e-0000000000f1'),
  ('late@example.com', 'pending', now(), '5a14a3a0-0f0e-4c0e-9f0e-0000000000f2', '5a14a3a0-0f0e-4c0e-9f0e-0000000000f1');
select is(array[pg_temp.may('guest@example.com'), pg_temp.may('late@example.com'), pg_temp.may('x@example.com')],
  array['yes', 'By invitation only', 'By invitation only'], 'a rule can require an invitation');
select throws_ok($$ select neon_auth_internal.sign_up_proved('x@example.com', '') $$, 'NA403', 'By invitation only', 'the rules apply to all ways to sign up');
select throws_ok($$ select neon_auth_api.prepare_sign_up('x@example.com', 8, '{}') $$, 'NA403', 'By invitation only', 'the rules apply before the password is hashed');

select * from finish();
rollback;
