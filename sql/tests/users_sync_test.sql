begin isolation level read committed;
select plan(52);
set local row_security = on; -- the earlier name is a view of the database owner
\ir ../../testdata/people.sql

select is_empty('select * from neon_auth.users_sync', 'is empty by default');
update neon_auth."user" set name = 'Ada L.' where name = 'Ada';
select is_empty('select * from neon_auth.users_sync', 'a change is not copied either');
select is(neon_auth.enable_users_sync(), 3, 'enabling copies the users');
select results_eq(
  $$ select id, name, email, created_at, deleted_at, raw_json ->> 'primary_email' from neon_auth.users_sync order by id limit 1 $$,
  $$ select u.id::text, 'Ada L.', u.email, date_trunc('milliseconds', u."createdAt"), null::timestamptz, u.email from neon_auth."user" u where u.name = 'Ada L.' $$,
  'with the columns of the first auth');
create temp table triggers as select t.oid, t.tgname from pg_trigger t where t.tgname like 'sync\_users%';
select is(neon_auth.enable_users_sync(), 0, 'enabling again copies no user twice');
select bag_eq($$ select t.oid, t.tgname from pg_trigger t where t.tgname like 'sync\_users%' $$, 'table triggers',
  'and drops no trigger, which would make those wait who read users');
select columns_are('neon_auth', 'users_sync', array['raw_json', 'id', 'name', 'email', 'created_at', 'updated_at', 'deleted_at'], 'has these columns');
select results_eq('select * from neon_identity.users_sync order by id', 'select * from neon_auth.users_sync order by id', 'has an earlier name');

-- Kept by a trigger.
create table note (writer text references neon_auth.users_sync (id) on update restrict);
insert into note values ('5a14a3a0-0f0e-4c0e-9f0e-000000000001'), ('5a14a3a0-0f0e-4c0e-9f0e-000000000002');
update neon_auth."user" set name = 'Ada', email = 'ada@lovelace.test', image = 'https://example.com/a.png' where name = 'Ada L.';
select is((s.name, s.email, s.raw_json ->> 'profile_image_url')::text, '(Ada,ada@lovelace.test,https://example.com/a.png)', 'copies a change') from neon_auth.users_sync s where s.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001';
update neon_auth.users_sync set updated_at = '2001-01-01';
update neon_auth."user" set banned = true where name = 'Ada';
select is((select count(*) from neon_auth.users_sync where updated_at > '2001-01-01'), 0::bigint, 'a change of other columns writes nothing');
insert into neon_auth."user" (id, name, email, "emailVerified", "createdAt") values ('00000000-0000-4000-8000-0000000000d1', '', 'new@example.com', false, 'infinity');
select is((s.name, s.email, s.created_at)::text, '(,new@example.com,)', 'copies a new user, whatever the date') from neon_auth.users_sync s where s.id = '00000000-0000-4000-8000-0000000000d1';
select neon_auth.delete_user('5a14a3a0-0f0e-4c0e-9f0e-000000000002');
select ok(s.deleted_at is not null and s.email = 'bob@example.com', 'a deleted user stays, with deleted_at') from neon_auth.users_sync s where s.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';
select is((select count(*) from note), 2::bigint, 'and so do the rows that refer to them');
insert into neon_auth."user" (id, name, email, "emailVerified") values ('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'Bob', 'bob@example.com', true);
select is(s.deleted_at, null, 'a user who is created again is present again') from neon_auth.users_sync s where s.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';
update neon_auth."user" set id = '00000000-0000-4000-8000-0000000000d2' where id = '00000000-0000-4000-8000-0000000000d1';
select is((select string_agg(format('%s %s', right(s.id, 2), s.deleted_at is null), ', ' order by s.id) from neon_auth.users_sync s where s.id like '00000000-0000-4000-8000-0000000000d_'), 'd1 f, d2 t', 'a new id is a new user');
savepoint before;
truncate neon_auth."user" cascade;
select is((select count(*) from neon_auth.users_sync where deleted_at is null), 0::bigint, 'truncate deletes all');
rollback to before;

-- Who may do what.
select ok(not has_table_privilege('pg_database_owner', 'neon_auth.users_sync', 'insert, update, delete, truncate, trigger'), 'the database owner cannot write to it');
select ok(has_table_privilege('pg_database_owner', 'neon_auth.users_sync', 'select') and has_table_privilege('pg_database_owner', 'neon_auth.users_sync', 'references'), 'but read it, and refer to it');
select is(pg_get_userbyid(n.nspowner), 'pg_database_owner', 'and owns the earlier name') from pg_namespace n where n.nspname = 'neon_identity';
create temp table other (id uuid);
create trigger t after insert on other for each row execute function neon_auth.sync_users();
select throws_ok($$ insert into other values (gen_random_uuid()) $$, '42501', null, 'a trigger of another table writes nothing');
set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "5a14a3a0-0f0e-4c0e-9f0e-000000000001"}', true);
select results_eq('select id from neon_auth.users_sync', $$ values ('5a14a3a0-0f0e-4c0e-9f0e-000000000001') $$, 'users see themselves only');
select throws_ok('select raw_json from neon_auth.users_sync', '42501', null, 'and not what a provider keeps about them');
reset role;
select set_config('request.jwt.claims', '', true);

-- Events of outside providers.
create function pg_temp.event(kind text, id text, at text, name text default 'Cy', provider text default 'standard', event_id text default gen_random_uuid()::text)
returns text
language sql
as $$
  select neon_auth_api.receive_user_event(provider, event_id, extract(epoch from clock_timestamp())::bigint * 1000, jsonb_build_object(
    'type', 'user.' || kind, 'timestamp', at, 'data', jsonb_build_object('id', id, 'first_name', name, 'email', 'cy@example.org'))) ->> 'status'
$$;
select throws_ok($$ select pg_temp.event('created', 'u1', '2026-01-01T00:00:00Z') $$, 'NA404', null, 'is off until a secret is set');
select neon_auth.set('usersSync.standard.secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
select neon_auth.set('usersSync.clerk.secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx');
select is((select value from neon_auth.settings where name = 'usersSync.standard.secret'), '********', 'the secret is not shown');
select is(pg_temp.event('created', 'u1', '2026-01-01T00:00:00Z', event_id => 'e1'), 'applied', 'applies an event');
select is((s.name, s.email, s.raw_json ->> 'first_name')::text, '(Cy,cy@example.org,Cy)', 'with the provider''s data') from neon_auth.users_sync s where s.id = 'u1';
select is(pg_temp.event('updated', 'u1', '2026-01-02T00:00:00Z', 'Cyd', event_id => 'e1'), 'repeated', 'an event counts once');
select is(pg_temp.event('updated', 'u1', '2025-12-31T23:59:59Z', 'Old'), 'ignored', 'older never overwrites newer');
select is(pg_temp.event('updated', 'u1', '2026-01-03T00:00:00Z', 'Cyd'), 'applied', 'newer does');
select is(pg_temp.event('updated', 'u1', '2026-01-04T00:00:00Z', 'Eve', 'clerk'), 'ignored', 'another provider''s row stays');
select is(pg_temp.event('deleted', 'u1', '2026-01-03T00:00:00Z'), 'applied', 'a deletion at the same moment is later');
select is(pg_temp.event('updated', 'u1', '2026-01-03T00:00:00Z', 'Back'), 'ignored', 'and final for that moment');
select is((s.name, s.deleted_at)::text, ('Cyd', '2026-01-03T00:00:00Z'::timestamptz)::text, 'the deleted row stays') from neon_auth.users_sync s where s.id = 'u1';
select is(pg_temp.event('deleted', 'u2', '2026-01-03T00:00:00Z'), 'applied', 'a deletion may come first');
select is(pg_temp.event('created', 'u2', '2026-01-01T00:00:00Z'), 'ignored', 'and what created the user afterwards');
select is(pg_temp.event('deleted', '5a14a3a0-0f0e-4c0e-9f0e-000000000001', '2030-01-01T00:00:00Z'), 'ignored', 'no provider changes a user of this database');
select is(s.deleted_at, null, 'who stays') from neon_auth.users_sync s where s.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001';
-- A deletion without a time of its own has that of its message, in seconds. It is later than a change in that second.
create function pg_temp.now_event(kind text, id text, place text[], at timestamptz) returns text language sql as $$
  select neon_auth_api.receive_user_event('standard', gen_random_uuid()::text, floor(extract(epoch from clock_timestamp()))::bigint * 1000,
    jsonb_set(jsonb_build_object('type', 'user.' || kind, 'data', jsonb_build_object('id', id)), place, coalesce(to_jsonb(at), 'null'))) ->> 'status'
$$;
select is(pg_temp.now_event('updated', 'u5', '{data,updated_at}', clock_timestamp()), 'applied', 'a change in this second');
select is(pg_temp.now_event('deleted', 'u5', '{data,x}', null), 'applied', 'is followed by the deletion');
select is(pg_temp.now_event('updated', 'u6', '{timestamp}', clock_timestamp() + interval '1 minute'), 'applied', 'a change by a clock that is ahead');
select is(pg_temp.now_event('deleted', 'u6', '{data,x}', null), 'applied', 'is followed by the deletion, too');
select throws_ok($$ select neon_auth_api.receive_user_event('standard', 'e9', extract(epoch from clock_timestamp() - interval '6 minutes')::bigint * 1000, '{}') $$, 'NA400', null, 'refuses an old message');
select throws_ok($$ select neon_auth_api.receive_user_event('standard', 'e9', 9223372036854775807, '{}') $$, null, null, 'and one of the future');
select throws_ok($$ select neon_auth_api.receive_user_event('standard', 'e9', extract(epoch from clock_timestamp())::bigint * 1000, '{"type": "user.created", "data": {"id": 7}}') $$, 'NA400', null, 'refuses a user without an id');
select is(neon_auth_internal.message_moment('msg_0ujtsYcgvSTl8PAuAdqWYSMnLOv'), '2017-10-10 04:00:47Z'::timestamptz, 'reads the time in an id') ;
-- Without a time in the event, that of the message's id counts, not that of the attempt: a repeated attempt is later.
select neon_auth.set('usersSync.stackAuth.secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
create function pg_temp.stack(event_id text, kind text, name text) returns text
language sql as $$
  select neon_auth_api.receive_user_event('stack-auth', event_id, extract(epoch from clock_timestamp())::bigint * 1000,
    jsonb_build_object('type', kind, 'data', jsonb_build_object('id', 's1', 'display_name', name))) ->> 'status'
$$;
select is(pg_temp.stack('msg_2Lh9KRb0pzN4LePd3XiA4v12Axj', 'user.updated', 'New'), 'applied', 'applies an event of Stack Auth');
select is(pg_temp.stack('msg_0ujtsYcgvSTl8PAuAdqWYSMnLOv', 'user.created', 'Old'), 'ignored', 'ignores one with an older id');
select is(s.name, 'New', 'and keeps the newer') from neon_auth.users_sync s where s.id = 's1';
select is(neon_auth_internal.event_moment('"2026-02-30T00:00:00Z"'), null, 'a day that does not exist is no time');

-- Erasing
select neon_auth.erase_user('5a14a3a0-0f0e-4c0e-9f0e-000000000001');
select is(s.raw_json, '{"id": "5a14a3a0-0f0e-4c0e-9f0e-000000000001"}', 'nothing of an erased user is left') from neon_auth.users_sync s where s.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000001';
select neon_auth.erase_synced_user('u1');
select is((s.raw_json, s.name, s.deleted_at is null)::text, ('{"id": "u1"}'::jsonb, null::text, false)::text, 'nor of an outside user') from neon_auth.users_sync s where s.id = 'u1';
select neon_auth.disable_users_sync();
update neon_auth."user" set name = 'Robert' where name = 'Bob';
select is(s.name, 'Bob', 'copies nothing once it is off') from neon_auth.users_sync s where s.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000002';

select * from finish();
rollback;
