begin;
select plan(22);
\ir ../../testdata/people.sql

create function pg_temp.sign_in(verified text, callback_url text default null, remember boolean default true)
returns json language sql
as $$ select body from neon_auth_api.sign_in_email('5a14a3a0-0f0e-4c0e-9f0e-000000000001', verified, 'new', remember, callback_url) $$;

-- find_credential: for an unknown user it returns another user's hash and no user id
create function pg_temp.nobody() returns uuid language sql as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;
select is(c.user_id, pg_temp.nobody(), 'returns the all-zeros id') from neon_auth_api.find_credential('none@example.com') c where c.password_hash like 'hash of %';
select is((c.user_id, c.password_hash)::text, '(5a14a3a0-0f0e-4c0e-9f0e-000000000001,"hash of Ada")', 'by ' || t.email)
from (values ('ada@example.com'), ('ADA@Example.com'), ('ａda@example.com')) as t (email), neon_auth_api.find_credential(t.email) c;
select is_empty(format('select * from neon_auth_api.find_credential(%L) where user_id <> pg_temp.nobody()', t.email), 'no user: ' || coalesce(t.email, 'null'))
from (values (null), (''), ('ad_@example.com'), ('ada@example.com ')) as t (email);
update neon_auth.account set password = null where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';
select is_empty($$ select * from neon_auth_api.find_credential('bob@example.com') where user_id <> pg_temp.nobody() $$, 'returns no user without a password');
update neon_auth.account set password = '' where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';
select is_empty($$ select * from neon_auth_api.find_credential('bob@example.com') where user_id <> pg_temp.nobody() $$, 'nor with an empty password');
insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt")
values ('google id', 'google', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'not a password', now());
select is_empty($$ select * from neon_auth_api.find_credential('bob@example.com') where user_id <> pg_temp.nobody() $$, 'ignores an account of another provider');

-- sign_in_email
select is(pg_temp.sign_in('hash of Ada')::jsonb - 'user', '{"redirect": false, "token": "new"}', 'signs in with the verified hash');
select is("expiresAt", now() + interval '7 days', 'for a week') from neon_auth.session where token = 'new';
delete from neon_auth.session where token = 'new';
select is(pg_temp.sign_in('hash of Ada', '/home')::jsonb - 'user', '{"redirect": true, "token": "new", "url": "/home"}', 'returns the callback URL');
delete from neon_auth.session where token = 'new';
select is(pg_temp.sign_in('hash of Ada', '', false)::jsonb - 'user', '{"redirect": false, "token": "new", "url": ""}', 'accepts an empty callback URL, without remembering');
select is("expiresAt", now() + interval '1 day', 'for a day') from neon_auth.session where token = 'new';
select throws_ok(format('select pg_temp.sign_in(%L)', t.hash), 'NA401', 'Invalid email or password', 'with ' || coalesce(t.hash, 'null'))
from (values (null), (''), ('hash of Bob')) as t (hash);
select throws_ok(
  $$ select neon_auth_api.sign_in_email('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'not a password', 'x', true, null) $$,
  'NA401', null, 'rejects the secret of another provider''s account');

update neon_auth."user" set banned = true where name = 'Ada';
select throws_ok($$ select pg_temp.sign_in('hash of Ada') $$, 'NA403', null, 'rejects a banned user');
update neon_auth.project_config set email_and_password = '{"enabled": false}';
select throws_ok($$ select * from neon_auth_api.find_credential('ada@example.com') $$, 'NA400', 'Email and password is not enabled', 'fails when passwords are disabled');

select * from finish();
rollback;
