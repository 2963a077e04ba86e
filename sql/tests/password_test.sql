begin;
select plan(23);
\ir ../../testdata/people.sql

create function pg_temp.stored(who text) returns text
language sql as $$ select a.password from neon_auth.account a join neon_auth."user" u on u.id = a."userId" where u.name = who $$;

select is(neon_auth_api.find_own_credential('ada'), 'hash of Ada', 'returns the caller''s hash');
select is(neon_auth_api.prepare_password_change('ada', 8), 'hash of Ada', 'returns the hash before a change');
select throws_ok(format('select neon_auth_api.prepare_password_change(%L, %s)', t.token, t.length), t.code, t.message, t.message)
from (values ('ada', 7, 'NA400', 'Password too short'), ('ada', 129, 'NA400', 'Password too long'), ('nobody', 8, 'NA401', '')) as t (token, length, code, message);
select throws_ok($$ select neon_auth_api.find_own_credential('nobody') $$, 'NA401', '', 'needs a session');

select is((b ->> 'token', b #>> '{user,name}')::text, '(,Ada)', 'changes the password') from neon_auth_api.change_password('ada', 'hash of Ada', 'second', false, 'unused') b;
select is(pg_temp.stored('Ada'), 'second', 'stores the new hash');
select is(pg_temp.stored('Eve'), 'hash of Eve', 'only for that user');
select is((select string_agg(token, ',' order by token) from neon_auth.session), 'ada,ada elsewhere,bob,eve', 'ends no session');
select throws_ok(
  $$ select neon_auth_api.change_password('ada', 'hash of Ada', 'third', true, 'new') $$, 'NA400', 'Invalid password', 'rejects a hash that is not the stored one');
select is(pg_temp.stored('Ada'), 'second', 'changes nothing');

select is(b ->> 'token', 'new', 'revoke_others opens a new session') from neon_auth_api.change_password('ada', 'second', 'third', true, 'new') b;
select is((select string_agg(token, ',' order by token) from neon_auth.session), 'bob,eve,new', 'and ends the others');
update neon_auth.session_origin set remembered = false where "sessionId" = (select id from neon_auth.session where token = 'new');
select lives_ok($$ select neon_auth_api.change_password('new', 'third', 'fourth', true, 'newer') $$, 'changes the password in a session that ends with the browser');
select is((o.remembered, s."expiresAt" = now() + interval '7 days')::text, '(f,t)', 'the new session ends with the browser too, after a week at most')
from neon_auth.session s join neon_auth.session_origin o on o."sessionId" = s.id where s.token = 'newer';

alter table neon_auth.account disable trigger end_by_password;
update neon_auth.account set password = null where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000003';
select is(neon_auth_api.find_own_credential('eve'), '', 'returns nothing for an account without a password');
select throws_ok($$ select neon_auth_api.prepare_password_change('eve', 8) $$, 'NA400', 'Credential account not found', 'cannot change a missing password');
select throws_ok($$ select neon_auth_api.change_password('eve', null, 'x', false, '') $$, 'NA400', 'Invalid password', 'not even with a null hash');
alter table neon_auth.account disable trigger end_by_lost_password;
delete from neon_auth.account where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000003';
select is(neon_auth_api.find_own_credential('eve'), '', 'returns nothing for a user without an account');

select throws_ok(
  $$ insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt")
     values ('x', 'credential', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'second', now()) $$, '23505', null, 'a user has at most one password');
update neon_auth.project_config set email_and_password = '{"minPasswordLength": 4, "maxPasswordLength": 4}';
select lives_ok($$ select neon_auth_internal.check_password_length(4) $$, 'accepts lengths within the settings');
select throws_ok($$ select neon_auth_internal.check_password_length(5) $$, 'NA400', 'Password too long', 'rejects other lengths');

select * from finish();
rollback;
