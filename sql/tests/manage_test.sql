begin;
select plan(86);
\ir ../../testdata/people.sql

create function pg_temp.bcrypt(cost text) returns text
language sql as $$ select '$2a$' || cost || '$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' $$;

create function pg_temp.sessions_of(who text) returns bigint
language sql as $$ select count(*) from neon_auth.session s join neon_auth."user" u on u.id = s."userId" where u.name = who $$;

create function pg_temp.nobody() returns uuid language sql as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;
create temporary table made as select neon_auth.create_user('Carl@Example.com', 'Carl', pg_temp.bcrypt('05'), image => 'c.png') as id;
select is((u.email, u.name, u."emailVerified", u.role, u.image)::text, '(carl@example.com,Carl,f,user,c.png)', 'create_user creates a user') from neon_auth."user" u, made where u.id = made.id;
select is((c.user_id = made.id, c.password_hash = pg_temp.bcrypt('05'))::text, '(t,t)', 'with a password') from made, neon_auth_api.find_credential('carl@example.com') c;
select throws_ok($$ select neon_auth.create_user('CARL@example.com') $$, 'NA422', null, 'once per address');
select isnt(neon_auth.create_user('dan@example.com', email_verified => true, role => 'admin'), null, 'creates a user without a password');
select is_empty($$ select * from neon_auth_api.find_credential('dan@example.com') where user_id <> pg_temp.nobody() $$, 'who cannot sign in with one');
select throws_ok($$ select neon_auth.create_user(null) $$, 'NA400', 'Invalid email', 'needs an address');

select lives_ok($$ select neon_auth.set_password('5a14a3a0-0f0e-4c0e-9f0e-000000000001', pg_temp.bcrypt('10')) $$, 'set_password succeeds');
select is((select password_hash from neon_auth_api.find_credential('ada@example.com')), pg_temp.bcrypt('10'), 'replaces the password');
select is(pg_temp.sessions_of('Ada'), 0::bigint, 'ends all sessions');
select is(pg_temp.sessions_of('Bob'), 1::bigint, 'only of that user');
delete from neon_auth.account where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000003';
select lives_ok($$ select neon_auth.set_password('5a14a3a0-0f0e-4c0e-9f0e-000000000003', pg_temp.bcrypt('04')) $$, 'set_password succeeds for a user without a password');
select is((select password_hash from neon_auth_api.find_credential('eve@example.com')), pg_temp.bcrypt('04'), 'adds the password');

select throws_ok(format(call, quote_nullable(hash)), 'NA422', 'The password hash is malformed or too expensive to verify', 'J17: ' || call || ' ' || hash)
from unnest(array[
  $$ select neon_auth.create_user('bomb@example.com', password_hash => %s) $$,
  $$ select neon_auth.set_password('5a14a3a0-0f0e-4c0e-9f0e-000000000001', %s) $$]) call,
  unnest(array[pg_temp.bcrypt('31'), '!', '']) hash;

select lives_ok($$ select neon_auth.ban_user('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'spam', now() + interval '1 day') $$, 'ban_user succeeds');
select is((banned, "banReason", "banExpires" = now() + interval '1 day')::text, '(t,spam,t)', 'stores the ban') from neon_auth."user" where name = 'Bob';
select is(pg_temp.sessions_of('Bob'), 0::bigint, 'ends all sessions');
select lives_ok($$ select neon_auth.unban_user('5a14a3a0-0f0e-4c0e-9f0e-000000000002') $$, 'unban_user succeeds');
select is((banned, "banReason", "banExpires")::text, '(f,,)', 'removes the ban') from neon_auth."user" where name = 'Bob';

select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', t, true) from unnest(array['one', 'two', 'three', 'four']) t;
update neon_auth.session set "expiresAt" = now() where token = 'two';
update neon_auth.session_origin set branch = 'ep-parent' where "sessionId" = (select id from neon_auth.session where token = 'three');
select set_eq($$ select state from neon_auth.session_overview where email = 'ada@example.com' $$, '{live,expired,of another branch}'::text[], 'session_overview shows the state');
alter table neon_auth."user" disable trigger end_by_ban;
update neon_auth."user" set banned = true where name = 'Ada';
alter table neon_auth."user" enable trigger end_by_ban;
select is((select state from neon_auth.session_overview o join neon_auth.session s using (id) where s.token = 'one'), 'banned', 'session_overview shows bans');
select hasnt_column('neon_auth', 'session_overview', 'token', 'session_overview shows no token');
select is(neon_auth.revoke_sessions('5a14a3a0-0f0e-4c0e-9f0e-000000000001'), 4, 'revoke_sessions returns the number of sessions');
select is(neon_auth.revoke_sessions('5a14a3a0-0f0e-4c0e-9f0e-000000000001'), 0, 'zero if there are none');

select throws_ok(format('select neon_auth.%s(%L)', f, '5a14a3a0-0f0e-4c0e-9f0e-000000000009'), 'NA404', 'User not found', f || ' of an unknown user')
from unnest(array['ban_user', 'unban_user', 'delete_user']) f;
select throws_ok(
  $$ select neon_auth.set_password('5a14a3a0-0f0e-4c0e-9f0e-000000000009', pg_temp.bcrypt('05')) $$, 'NA404', 'User not found', 'set_password of an unknown user');
select lives_ok($$ select neon_auth.delete_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001') $$, 'delete_user succeeds');
select is_empty(
  $$ select from neon_auth.account where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001'
     union all select from neon_auth.member where "userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001'
     union all select from neon_auth.invitation where "inviterId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000001' $$, 'deletes the user''s data');

-- What the command line calls: the same as the console.
insert into neon_auth.organization (id, name, slug, "createdAt") values ('06640000-0000-4000-8000-000000000009', 'Sole', 'sole', now());
insert into neon_auth.member (id, "organizationId", "userId", role, "createdAt") values
  ('3e3b0000-0000-4000-8000-000000000009', '06640000-0000-4000-8000-000000000009', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'owner', now());
select is(neon_auth.find_user(who), '5a14a3a0-0f0e-4c0e-9f0e-000000000002'::uuid, 'find_user finds ' || who)
from unnest(array['bob@example.com', 'BOB@Example.com', 'ｂｏｂ@example.com', '5a14a3a0-0f0e-4c0e-9f0e-000000000002', '5A14A3A0-0F0E-4C0E-9F0E-000000000002']) who;
select throws_ok(format('select neon_auth.find_user(%L)', who), 'NA404', 'User not found', 'find_user of ' || coalesce(who, 'null'))
from unnest(array['', 'bob', null, '5a14a3a0-0f0e-4c0e-9f0e-000000000009', 'nobody@example.com']) who;
select is(neon_auth.get_user(neon_auth.find_user('bob@example.com')) #>> '{user,email}', 'bob@example.com', 'get_user describes a user');
select throws_ok($$ select neon_auth.get_user(pg_temp.nobody()) $$, 'NA404', 'User not found', 'get_user of an unknown user');
select is((select string_agg(r ->> 'email', ' ') from jsonb_array_elements(neon_auth.list_users('{"sort": "email", "limit": 2}') -> 'rows') r),
  'bob@example.com carl@example.com', 'list_users lists as many as asked for');
select is((select string_agg(r ->> 'email', ' ') from jsonb_array_elements(neon_auth.list_users(
    jsonb_build_object('sort', 'email', 'limit', 2, 'after', neon_auth.find_user('carl@example.com'))) -> 'rows') r),
  'dan@example.com eve@example.com', 'after a user');
select throws_ok($$ select neon_auth.list_users('{"after": "00000000-0000-0000-0000-000000000000"}') $$, 'NA404', 'User not found', 'not after one who is gone');
select lives_ok($$ select neon_auth.set_role(neon_auth.find_user('bob@example.com'), 'editor , admin') $$, 'set_role succeeds');
select is(role, 'editor,admin', 'stores the roles') from neon_auth."user" where name = 'Bob';
select throws_ok(format('select neon_auth.set_role(neon_auth.find_user(%L), %L)', 'bob@example.com', role), '22023', null, 'set_role rejects ' || coalesce(role, 'null'))
from unnest(array['', 'a,', ',', ' a', null]) role;
select throws_ok($$ select neon_auth.set_role(pg_temp.nobody(), 'admin') $$, 'NA404', 'User not found', 'set_role of an unknown user');
select is(neon_auth.revoke_session('5a14a3a0-0f0e-4c0e-9f0e-000000000002', s.id), false, 'revoke_session ends no session of another user')
from neon_auth.session s where s.token = 'eve';
select is(neon_auth.revoke_session(s."userId", s.id), true, 'revoke_session ends a session') from neon_auth.session s where s.token = 'eve';
select is(pg_temp.sessions_of('Eve'), 0::bigint, 'it is gone');
select throws_ok(format('select neon_auth.remove_user(neon_auth.find_user(%L), %L)', 'bob@example.com', erase), 'NA409', null, 'remove_user leaves no organization without an owner')
from unnest(array[false, true]) erase;
select throws_ok(format('select neon_auth.remove_user(pg_temp.nobody(), %L)', erase), 'NA404', 'User not found', 'remove_user of an unknown user')
from unnest(array[false, true]) erase;
select lives_ok($$ select neon_auth.remove_user(neon_auth.find_user('carl@example.com')) $$, 'remove_user deletes a user');
select lives_ok($$ select neon_auth.remove_user(neon_auth.find_user('dan@example.com'), true) $$, 'remove_user erases a user');
select is_empty($$ select from neon_auth.audit_log l where l.after::text like '%dan@example.com%' $$, 'from the audit log, too');

-- Also where code of the app runs when a user is created.
create function public.watch_users() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin return new; end $$;
create trigger watch_users before insert on neon_auth."user" for each row execute function public.watch_users();
select neon_auth.set('trusted_origins', '["https://app.example.com", {"domain": "https://*.example.net"}, "http://[::1]:3000", "https://plain.example.com:443/x", "myapp://", "other.app://cb"]');
select neon_auth.create_user('linked@example.com', send_link => true, redirect_to => 'https://app.example.com/set');
select is(o.facts ->> 'redirectTo', 'https://app.example.com/set', 'create_user mails a link beside a trigger of the app')
from (values (true)) one left join neon_auth.outbox o on o.kind = 'set-password-link' and o.recipient = 'linked@example.com';

-- A queued link leads to a trusted page.
select is(neon_auth_internal.is_trusted_page(t.page), t.trusted, 'trusts ' || t.page || ': ' || t.trusted)
from (values
  ('https://app.example.com/set?x=1#y', true), ('HTTPS://APP.example.com:443', true), ('https://a.example.net/set', true), ('http://[::1]:3000/', true),
  ('https://plain.example.com/set', true), ('myapp://set', true), ('other.app://cb?x=1', true), ('http://localhost:3000/set', true),
  ('https://app.example.com.evil.org/', false), ('https://app.example.com@evil.org/', false), (E'https://app.example.com\\@evil.org/', false),
  ('https://evil.org/.example.net', false), ('other.app://cbx', false), ('/auth/set', false), ('javascript://app.example.com', false)) as t (page, trusted);
select throws_ok($$ select neon_auth.send_password_link((select id from neon_auth."user" limit 1), 'https://evil.org/') $$, '22023', 'the page to set the password on is not at a trusted origin', 'send_password_link queues no other');
select throws_ok($$ select neon_auth.create_user('mislinked@example.com', send_link => true, redirect_to => '//app.example.com/') $$, '22023', null, 'nor does create_user');

-- Roles
select throws_ok($$ select neon_auth.create_user('roles@example.com', role => ' , admin') $$, '22023', 'a role is a name, or names separated by commas', 'a role has a form');
select throws_ok($$ select neon_auth.create_user('roles@example.com', role => null) $$, '22023', null, 'and is not null');
create temporary table several as select neon_auth.create_user('roles@example.com', role => 'user , editor') as id;
select is(u.role, 'user,editor', 'several are allowed') from neon_auth."user" u join several using (id);

select * from finish();
rollback;
