begin;
select plan(21);
\ir ../../testdata/people.sql

create function pg_temp.sign_up(email text, fields jsonb default '{}', length integer default 8)
returns json language sql
as $$ select neon_auth_api.sign_up_email('Carl', email, null, 'hash', length, fields, 'carl', true) $$;
create function pg_temp.set(settings jsonb) returns void language sql
as $$ update neon_auth.project_config set email_and_password = settings $$;

select is((b ->> 'token', b #>> '{user,email}', b #>> '{user,role}', b #>> '{user,emailVerified}')::text, '(carl,carl@example.com,user,false)', 'a user, signed in')
from pg_temp.sign_up('Carl@Example.com', '{"role": "", "nonsense": 1, "emailVerified": true}') b;
select is((a."accountId" = u.id::text, a."providerId", a.password)::text, '(t,credential,hash)', 'with a password')
from neon_auth."user" u join neon_auth.account a on a."userId" = u.id where u.email = 'carl@example.com';
select isnt_empty($$ select neon_auth_internal.require_session('carl') $$, 'and a session');
select throws_ok($$ select pg_temp.sign_up('CARL@example.com') $$, 'NA422', 'User already exists. Use another email.', 'once');
delete from neon_auth."user" where email = 'carl@example.com';

-- What prepare_sign_up refuses, sign_up_email refuses too.
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
select lives_ok($$ select neon_auth_api.prepare_sign_up('dan@example.com', 128, '{"role": null}') $$, 'a free address');

-- The settings.
select pg_temp.set('{"disableSignUp": true}');
select throws_ok($$ select pg_temp.sign_up('dan@example.com') $$, 'NA400', 'Email and password sign up is not enabled', 'no sign-up');
select pg_temp.set('{"enabled": false}');
select throws_ok($$ select pg_temp.sign_up('dan@example.com') $$, 'NA400', 'Email and password sign up is not enabled', 'no passwords');
select pg_temp.set('{"minPasswordLength": 12}');
select throws_ok($$ select pg_temp.sign_up('dan@example.com', length => 11) $$, 'NA400', 'Password too short', 'another length');
select pg_temp.set('{"requireEmailVerification": true}');
select is((b ->> 'token', b #>> '{user,email}')::text, '(,dan@example.com)', 'verify first: no session') from pg_temp.sign_up('dan@example.com') b;
select is_empty($$ select from neon_auth.session where token = 'carl' $$, 'none at all');
select pg_temp.set('{"autoSignIn": false}');
select is(b ->> 'token', null, 'sign in by hand: no session') from pg_temp.sign_up('emil@example.com') b;

select * from finish();
rollback;
