begin;
select plan(31);
\ir ../../testdata/people.sql
create function pg_temp.ada() returns uuid language sql as $$ select '5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid $$;
create function pg_temp.names(who text) returns text language sql as $$
  select concat_ws(' / ', coalesce(u.username, '-'), coalesce(u."displayUsername", '-')) from neon_auth."user" u where u.name = who
$$;

-- Off
select lives_ok($$ select neon_auth_api.update_user('ada', '{"username": "x", "name": "Ada"}') $$, 'is no field while usernames are off');
select is(pg_temp.names('Ada'), '- / -', 'and not stored');
select throws_ok($$ select neon_auth_api.update_user('ada', '{"username": "ada_l"}') $$, 'NA400', 'No fields to update', 'nor enough for an update');
select lives_ok($$ select neon_auth.set_username(pg_temp.ada(), 'Ada_L') $$, 'the database''s owner may set one');
select is(pg_temp.names('Ada'), 'ada_l / Ada_L', 'in its normal form');
select is(neon_auth_internal.user_json(u) ->> 'username', null, 'it is not shown') from neon_auth."user" u where u.name = 'Ada';
select throws_ok($$ select neon_auth.set_username('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'ADA_L') $$, 'NA400', 'Username is already taken. Please try another.', 'not one of another user');
select throws_ok($$ select neon_auth.set_username(gen_random_uuid(), 'nobody') $$, 'NA404', null, 'nor of nobody');
select throws_ok($$ select neon_auth.set_username(pg_temp.ada(), 'a b') $$, 'NA400', 'Username is invalid', 'nor a malformed one');
select lives_ok($$ select neon_auth.set_username(pg_temp.ada(), null) $$, 'null removes it');

-- On
update neon_auth.project_config set plugin_configs = '{"username": {"enabled": true, "config": {"minUsernameLength": 4, "maxUsernameLength": 8}}}';
select neon_auth_api.update_user('ada', '{"username": "Ada_L"}');
select is(pg_temp.names('Ada'), 'ada_l / Ada_L', 'a username is also shown');
select neon_auth_api.update_user('ada', '{"displayUsername": "Countess"}');
select is(pg_temp.names('Ada'), 'countess / Countess', 'a display name alone is also the username');
select neon_auth_api.update_user('ada', '{"displayUsername": "Ada, Countess"}');
select is(pg_temp.names('Ada'), 'countess / Ada, Countess', 'unless it has not the form of one');
select neon_auth_api.update_user('ada', '{"username": null}');
select is(pg_temp.names('Ada'), '- / Ada, Countess', 'null removes it');
select throws_ok($$ select neon_auth_api.update_user('ada', '{"username": "abc"}') $$, 'NA400', 'Username is too short', 'not shorter than the settings say');
select throws_ok($$ select neon_auth_api.update_user('ada', '{"username": "abcdefghi"}') $$, 'NA400', 'Username is too long', 'nor longer');
select throws_ok($$ select neon_auth_api.update_user('nobody', '{"username": "abc"}') $$, 'NA400', null, 'its form is checked before the session');
select throws_ok($$ select neon_auth_api.update_user('nobody', '{"username": "abcd"}') $$, 'NA401', null, 'which is needed');
select neon_auth_api.update_user('ada', '{"username": "Ada_L"}');

-- Sign-in
select is((c.user_id, c.password_hash, c.subject)::text, '(5a14a3a0-0f0e-4c0e-9f0e-000000000001,"hash of Ada",ada@example.com)', 'finds the credential')
from neon_auth_api.find_username_credential('ADA_L') c;
select is((c.user_id::text like '00000000-%', c.password_hash like 'hash of %', c.subject)::text, '(t,t,nobody)', 'or a decoy')
from neon_auth_api.find_username_credential('Nobody') c;
select is((select count(*) from neon_auth.request_count c where c.key in ('password for ada@example.com', 'password for nobody')), 2::bigint, 'each counts an attempt');
select is(s.body -> 'user' ->> 'username', 'ada_l', 'opens a session') from neon_auth_api.sign_in_username(pg_temp.ada(), 'hash of Ada', 'by name', true) s;
select throws_ok($$ select neon_auth_api.sign_in_username(pg_temp.ada(), 'hash of Eve', 'x', true) $$, 'NA401', 'Invalid username or password', 'not with a password that was replaced');

-- Upper and lower case
update neon_auth.project_config set plugin_configs = '{"username": {"enabled": true, "config": {"usernameNormalization": false}}}';
select lives_ok($$ select neon_auth_api.update_user('bob', '{"username": "ADA_L"}') $$, 'tells upper and lower case apart if the settings say so');

-- Only ASCII letters become small, whatever the database's collation says, and lengths are JavaScript's.
update neon_auth.project_config set plugin_configs = '{"username": {"enabled": true, "config": {"minUsernameLength": 5, "validationOrder": {"username": "post-normalization"}}}}';
select is(neon_auth_internal.username_problem(u.name), u.problem, 'the form of ' || u.name)
from (values ('İSTANBUL', 'USERNAME_INVALID'), ('ISTANBUL', ''), ('😀😀😀', 'USERNAME_INVALID'), ('😀😀', 'USERNAME_TOO_SHORT')) u (name, problem);

-- Import
update neon_auth.project_config set plugin_configs = '{"username": {"enabled": true}}';
select neon_auth.import_users('better-auth', (select jsonb_agg(jsonb_build_object('id', n, 'email', n || '@example.org', 'name', n, 'accounts', '[]'::jsonb, 'username', u, 'displayUsername', n, 'lastLoginMethod', 'google'))
  from (values ('one', 'ada_l'), ('two', 'free'), ('zwo', 'free'), ('odd', 'A B'), ('none', null)) v (n, u)));
select is((select string_agg(u.name || ' ' || coalesce(u.username, '-'), ', ' order by u.name) from neon_auth."user" u where u.email like '%@example.org'),
  'none -, odd -, one -, two free, zwo -', 'imports names that are free');
select is((select string_agg(s."sourceId", ' ' order by s."sourceId") from neon_auth.import_skipped s where s.part = 'username'), 'odd one zwo', 'and reports the others');
select is((select u."lastLoginMethod" from neon_auth."user" u where u.username = 'free'), 'google', 'with the last login method');

select * from finish();
rollback;
