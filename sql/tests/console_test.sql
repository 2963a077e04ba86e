begin;
select plan(44);

-- Keys: one that may do all, one that only reads, one that was revoked.
insert into neon_auth_management.key (id, name, hash, start, read_only) values
  ('00000000-0000-0000-0000-0000000000a1', 'ops', sha256('ops'), 'nak_ops', false),
  ('00000000-0000-0000-0000-0000000000a2', 'view', sha256('view'), 'nak_view', true),
  ('00000000-0000-0000-0000-0000000000a3', 'gone', sha256('gone'), 'nak_gone', false);
update neon_auth_management.key set project = neon_auth_management.project_id();
update neon_auth_management.key set revoked_at = now() where name = 'gone';
insert into neon_auth."user" (id, name, email, "emailVerified", role, banned, "createdAt") values
  ('00000000-0000-0000-0000-000000000001', 'Ada Lovelace', 'ada@example.com', true, 'admin', false, now() - interval '3 days'),
  ('00000000-0000-0000-0000-000000000002', 'Bob_1', 'bob@example.org', false, 'user', false, now() - interval '2 days'),
  ('00000000-0000-0000-0000-000000000003', 'Carol', 'carol@example.com', true, 'user', true, now() - interval '1 day');

-- Sessions of the console.
select is((select status from neon_auth_api.open_console_session(sha256('ops'), sha256('s1'))), 0, 'a key opens a session');
select is(
  (select name || ' ' || read_only || ' ' || (key_hash = sha256('ops')) from neon_auth_api.find_console_session(sha256('s1'))),
  'ops false true', 'which has its rights');
select is(
  (select expires_at between now() + interval '11 hours 59 minutes' and clock_timestamp() + interval '12 hours'
   from neon_auth_api.find_console_session(sha256('s1'))), true, 'for 12 hours');
select is((select status from neon_auth_api.open_console_session(sha256('nobody'), sha256('s2'))), 401, 'an unknown key opens none');
select is((select status from neon_auth_api.open_console_session(sha256('gone'), sha256('s2'))), 401, 'nor does a revoked one');
select is((select count(*)::integer from neon_auth_api.find_console_session(sha256('s2'))), 0, 'so there is none');
select neon_auth_api.open_console_session(sha256('view'), sha256('s3'));
update neon_auth_management.key set revoked_at = now() where name = 'view';
select is((select count(*)::integer from neon_auth_api.find_console_session(sha256('s3'))), 0, 'revoking the key ends its sessions');
update neon_auth_management.key set revoked_at = null, expires_at = now() - interval '1 second' where name = 'view';
select is((select count(*)::integer from neon_auth_api.find_console_session(sha256('s3'))), 0, 'and so does its expiry');
update neon_auth_management.key set expires_at = null where name = 'view';
update neon_auth_management.console_session set expires_at = now() - interval '1 second' where hash = sha256('s3');
select is((select count(*)::integer from neon_auth_api.find_console_session(sha256('s3'))), 0, 'a session expires');
select neon_auth_api.close_console_session(sha256('s1'));
select is((select count(*)::integer from neon_auth_api.find_console_session(sha256('s1'))), 0, 'and ends with a sign-out');

-- Codes.
select neon_auth_management.put_console_code(sha256('code'), '00000000-0000-0000-0000-0000000000a1');
select is(neon_auth_api.enter_console(sha256('other'), sha256('s4')), false, 'an unknown code opens no session');
select is(neon_auth_api.enter_console(sha256('code'), sha256('s4')), true, 'a code opens one');
select is(neon_auth_api.enter_console(sha256('code'), sha256('s5')), false, 'once');
select neon_auth_management.put_console_code(sha256('old'), '00000000-0000-0000-0000-0000000000a1');
update neon_auth_management.console_code set expires_at = expires_at - interval '5 minutes';
select is(neon_auth_api.enter_console(sha256('old'), sha256('s5')), false, 'within 5 minutes');
select neon_auth_management.put_console_code(sha256('gone'), '00000000-0000-0000-0000-0000000000a3');
select is(neon_auth_api.enter_console(sha256('gone'), sha256('s5')), false, 'while its key is valid');

-- Users.
create function pg_temp.emails(query jsonb) returns text language sql as $$
  select string_agg(r ->> 'email', ' ') from jsonb_array_elements(neon_auth_api.manage_list_users(sha256('view'), query) -> 'rows') r $$;
select is(pg_temp.emails('{}'), 'carol@example.com bob@example.org ada@example.com', 'users, newest first');
select is(pg_temp.emails('{"sort": "email"}'), 'ada@example.com bob@example.org carol@example.com', 'by address');
select is(pg_temp.emails('{"search": "ADA"}'), 'ada@example.com', 'the beginning of a name or address');
select is(pg_temp.emails('{"search": "@example.com"}'), 'carol@example.com ada@example.com', 'the end of an address');
select is(pg_temp.emails('{"search": "00000000-0000-0000-0000-000000000002"}'), 'bob@example.org', 'an id');
select is(pg_temp.emails('{"search": "bob_"}'), 'bob@example.org', 'wildcards mean themselves');
select is(pg_temp.emails('{"search": "b%b"}'), null, 'each of them');
select is(pg_temp.emails('{"filter": "banned"}'), 'carol@example.com', 'a filter');
select is(pg_temp.emails('{"filter": "admins", "search": "a"}'), 'ada@example.com', 'with a search');
select is(neon_auth_api.manage_list_users(sha256('view'), '{"filter": "verified"}') ->> 'total', '2', 'the total');
select is(
  pg_temp.emails(jsonb_build_object('after', jsonb_build_array(now() - interval '2 days', '00000000-0000-0000-0000-000000000002'))),
  'ada@example.com', 'a page continues after a row');
select is(
  pg_temp.emails(jsonb_build_object('before', jsonb_build_array(now() - interval '2 days', '00000000-0000-0000-0000-000000000002'))),
  'carol@example.com', 'or before it');
select is(neon_auth_api.manage_get_user(sha256('view'), '00000000-0000-0000-0000-000000000001') #>> '{user,name}', 'Ada Lovelace', 'a user');
select throws_ok($$ select neon_auth_api.manage_get_user(sha256('view'), 'x') $$, 'NA404', null, 'an unknown user');

select throws_ok(
  $$ select neon_auth_api.manage_ban_user(sha256('view'), '00000000-0000-0000-0000-000000000002', '', 0) $$, 'NA403', null, 'a read-only key bans nobody');
select neon_auth_api.manage_ban_user(sha256('ops'), '00000000-0000-0000-0000-000000000002', 'spam', 86400);
select is(
  (select "banReason" || ' ' || ("banExpires" = now() + interval '1 day') from neon_auth."user" where name = 'Bob_1'), 'spam true', 'a ban for a day');
select neon_auth_api.manage_unban_user(sha256('ops'), '00000000-0000-0000-0000-000000000002');
select is((select banned from neon_auth."user" where name = 'Bob_1'), false, 'lifted');
select is((select "managementKey" from neon_auth.audit_log where entity = 'user' order by id desc limit 1), 'ops (nak_ops…)', 'the audit log names the key');
select neon_auth_api.manage_update_user(sha256('ops'), '00000000-0000-0000-0000-000000000002', '{"email": "Rob@example.org", "emailVerified": true, "banned": true}');
select is((select email || "emailVerified" || banned from neon_auth."user" where name = 'Bob_1'), 'rob@example.orgtruefalse', 'sets the known fields');
select throws_ok(
  $$ select neon_auth_api.manage_update_user(sha256('ops'), '00000000-0000-0000-0000-000000000002', '{"email": "ada@EXAMPLE.com"}') $$, 'NA400', null, 'an address that is taken');
select throws_ok(
  $$ select neon_auth_api.manage_remove_user(sha256('ops'), '00000000-0000-0000-0000-000000000002', 'ada@example.com', false) $$,
  'NA400', null, 'deleting needs the address typed');
select neon_auth_api.manage_remove_user(sha256('ops'), '00000000-0000-0000-0000-000000000002', 'Rob@example.org', false);
select is((select count(*)::integer from neon_auth."user" where name = 'Bob_1'), 0, 'and then deletes');

-- Organizations.
create temporary table made as
select (neon_auth_api.manage_add_organization(sha256('ops'), 'Acme', 'acme', 'ada@example.com') ->> 'id')::text as id;
select is((select m.role from neon_auth.member m join made on m."organizationId" = made.id::uuid), 'owner', 'the first member is the owner');
select throws_ok($$ select neon_auth_api.manage_add_organization(sha256('ops'), 'Acme', 'acme', 'ada@example.com') $$, 'NA400', null, 'a slug is unique');
select throws_ok($$ select neon_auth_api.manage_set_member(sha256('ops'), (select id from made), 'ada@example.com', 'member') $$, 'NA400', null, 'an owner stays');
select throws_ok($$ select neon_auth_api.manage_set_member(sha256('ops'), (select id from made), 'carol@example.com', 'pilot') $$, 'NA400', null, 'roles exist');
select neon_auth_api.manage_set_member(sha256('ops'), (select id from made), 'carol@example.com', 'admin, member');
select neon_auth_api.manage_invite_member(sha256('ops'), (select id from made), 'dan@example.com', 'member');
select is(
  (select concat_ws(' ', o ->> 'memberCount',
    (select m ->> 'role' from jsonb_array_elements(o -> 'members') m where m ->> 'email' = 'carol@example.com'), o #>> '{invitations,0,email}')
   from neon_auth_api.manage_get_organization(sha256('view'), (select id from made)) o), '2 admin,member dan@example.com', 'members and invitations');
select is(neon_auth_api.manage_list_organizations(sha256('view'), '{"search": "AC"}') #>> '{rows,0,slug}', 'acme', 'a search');
select neon_auth_api.manage_remove_organization(sha256('ops'), (select id from made), 'acme');
select is((select count(*)::integer from neon_auth.organization), 0, 'deleted with its slug typed');

select * from finish();
rollback;
