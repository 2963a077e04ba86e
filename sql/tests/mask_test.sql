begin isolation level read committed; -- whatever the default is
select plan(49);
\ir ../../testdata/people.sql

select is_empty($$ select relation || '.' || name from neon_auth_internal.mask_column where treatment is null $$, 'every column is decided');
select is_empty(
  $$ select r.relation from neon_auth_internal.mask_rule r
     where not exists (select from neon_auth_internal.mask_column c where c.relation = r.relation and r.name in ('*', c.name)) $$,
  'no rule is for a column that does not exist');
select is_empty(
  $$ select distinct r.treatment from neon_auth_internal.mask_rule r
     where r.treatment not in ('keep', 'empty', 'profile')
       and not neon_auth_internal.is_masked(r.treatment, neon_auth_internal.mask_value(r.treatment, 'real', 'secret')) $$,
  'every kind of made-up value is recognized as one');
select throws_ok('select neon_auth.mask_users()', 'NA409', 'This database is not a copy', 'an original is not masked');
select is((select count(*) from neon_auth."user" where email = 'ada@example.com'), 1::bigint, 'and not changed');

select set_eq($$ select relname::text from pg_class where relnamespace = 'neon_auth_management'::regnamespace and relkind = 'r' $$,
  array['key', 'operation', 'branch_place', -- nothing personal
    'request_count', 'branch', 'console_session', 'console_code'], -- emptied by empty_tables
  'every table of the management API is decided');
insert into neon_auth_management.request_count values ('198.51.100.7', 1, now());

-- More of production.
update neon_auth."user" set image = 'https://example.com/' || name || '.png', "banReason" = 'told ada@example.com', banned = name = 'Eve';
insert into neon_auth.account ("accountId", "providerId", "userId", "accessToken", scope, "updatedAt")
select 'google of ' || u.name, 'google', u.id, 'token', 'openid', now() from neon_auth."user" u;
insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt")
select u.id::text, 'oidc', u.id, now() from neon_auth."user" u where u.name = 'Ada';
update neon_auth.session set "ipAddress" = '198.51.100.7', "userAgent" = 'Adas browser';
update neon_auth.organization set logo = 'https://example.com/logo.png', metadata = '{"billing": "ada@example.com"}';
insert into neon_auth.invitation ("organizationId", email, status, "expiresAt", "inviterId") values
  ('06640000-0000-4000-8000-000000000001', 'eve@example.com', 'pending', now() + interval '1 day', '5a14a3a0-0f0e-4c0e-9f0e-000000000001'),
  ('06640000-0000-4000-8000-000000000001', 'bob@example.com', 'canceled', now(), '5a14a3a0-0f0e-4c0e-9f0e-000000000001');
insert into neon_auth.sign_up_rule (action, email) values ('deny', 'eve@example.com'), ('allow', '*@example.com'), ('deny', 'eve*@example.com');
select neon_auth_internal.queue_mail('sign-in-otp', 'ada@example.com', 'sealed', '15 minutes');
insert into neon_auth.webhook_event (type, "user") values ('user.created', '{"email": "ada@example.com"}');
insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId") values (now(), '198.51.100.7', '5a14a3a0-0f0e-4c0e-9f0e-000000000001');
insert into neon_auth.import_skipped (source, "sourceId", part, reason, email) values ('s', '1', 'user', 'any', 'ada@example.com');
insert into neon_auth."twoFactor" (secret, "backupCodes", "userId") select 'sealed', 'sealed', u.id from neon_auth."user" u;
update neon_auth."user" set "twoFactorEnabled" = true;
insert into neon_auth.passkey (name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp") select 'Key of ' || u.name, 'key', u.id, u.name, 0, 'singleDevice', false from neon_auth."user" u;
select neon_auth.enable_users_sync();
insert into neon_auth."user" (id, name, email, "emailVerified") values ('5a14a3a0-0f0e-4c0e-9f0e-000000000004', 'Gone', 'gone@example.com', true);
select neon_auth.delete_user('5a14a3a0-0f0e-4c0e-9f0e-000000000004');
insert into neon_auth.users_sync (raw_json) values ('{"id": "user_clerk", "display_name": "Outside", "primary_email": "carl@example.com", "phones": ["+15551234567"]}');
select neon_auth_api.seal_audit();
analyze;
create temporary table counts as
select (select count(*) from neon_auth."user") as users, (select count(*) from neon_auth.account) as accounts, (select count(*) from neon_auth.member) as members,
  (select count(*) from neon_auth.invitation) as invitations;

-- The app's tables: one refers to the address and follows it, one remembers users, and a trigger keeps a copy.
create schema app;
create table app.profile (email text primary key references neon_auth."user" (email) on update cascade, id uuid references neon_auth."user" on delete cascade);
insert into app.profile select u.email, u.id from neon_auth."user" u;
create table app.mirror (id uuid primary key, name text, email text);
create function app.mirror() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$ begin insert into app.mirror values (new.id, new.name, new.email) on conflict (id) do update set name = new.name, email = new.email; return null; end $$;
create trigger mirror after insert or update on neon_auth."user" for each row execute function app.mirror();
insert into app.mirror select u.id, u.name, u.email from neon_auth."user" u;

select neon_auth.fork_branch();
alter table neon_auth."user" add column nickname text;
select throws_like('select neon_auth.mask_users()', '%user.nickname%', 'a column that nobody decided about is not passed over');
select throws_like($$ select neon_auth.mask_users(leave => '{nickname}') $$, '%user.nickname%', 'it must be named with its table');
select is(neon_auth.mask_users(keep => array['Bob@Example.com', 'unknown@example.com', null], leave => '{user.nickname}'), 2::bigint, 'masks all others');
select ok(neon_auth.mask_users(keep => array['bob@example.com'], leave => '{user.nickname}') = 2, 'and can be repeated');

select set_eq($$ select id from neon_auth."user" where email ~ '^user-[0-9a-f]{20}@masked.invalid$' and name ~ '^Name [0-9a-f]{8}$' and image ~ '^https://masked.invalid/' and "banReason" is null $$,
  $$ values ('5a14a3a0-0f0e-4c0e-9f0e-000000000001'::uuid), ('5a14a3a0-0f0e-4c0e-9f0e-000000000003') $$, 'two users are made up, with their ids');
select results_eq($$ select name, email, image, "banReason" from neon_auth."user" where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000002' $$,
  $$ values ('Bob', 'bob@example.com', 'https://example.com/Bob.png', 'told ada@example.com') $$, 'the kept one stays');
select is((select count(*) from neon_auth."user" where banned), 1::bigint, 'bans stay');
select results_eq($$ select u.name = 'Bob', a.password from neon_auth.account a join neon_auth."user" u on u.id = a."userId" where a."providerId" = 'credential' order by 1, 2 $$,
  $$ values (false, null), (false, null), (true, 'hash of Bob') $$, 'only the kept user keeps a password');
select results_eq($$ select u.name, f.secret from neon_auth."user" u left join neon_auth."twoFactor" f on f."userId" = u.id where u."twoFactorEnabled" or f.id is not null $$,
  $$ values ('Bob', 'sealed') $$, 'only the kept user keeps a second factor');
select is((select string_agg(p.name, ',') from neon_auth.passkey p), 'Key of Bob', 'and passkeys');
select is_empty($$ select 1 from neon_auth.account where coalesce("accessToken", "refreshToken", "idToken") is not null $$, 'nobody keeps a token of a provider');
select is((select count(*) from neon_auth.account where "providerId" = 'google' and "accountId" ~ '^masked-[0-9a-f]{32}$'), 2::bigint, 'accounts at providers are made up');
select is((select "accountId" from neon_auth.account a join neon_auth."user" u on u.id = a."userId" where u.name = 'Bob' and "providerId" = 'google'), 'google of Bob', 'but not of the kept one');
select matches((select "accountId" from neon_auth.account where "providerId" = 'oidc'), '^masked-', 'also where a provider uses ids like ours');
select is((select count(*) from neon_auth.account where "providerId" = 'credential' and "accountId" <> "userId"::text), 0::bigint, 'a password''s account keeps the user''s id');
select results_eq($$ select count(*) from neon_auth.session union all select count(*) from neon_auth.session_origin union all select count(*) from neon_auth.verification
  union all select count(*) from neon_auth.outbox union all select count(*) from neon_auth.webhook_event union all select count(*) from neon_auth.refused_sign_in
  union all select count(*) from neon_auth.import_skipped union all select count(*) from neon_auth.request_count $$,
  $$ select 0::bigint from generate_series(1, 8) $$, 'sessions, codes, mails and events are deleted');
select is((select string_agg(action, ' ') from neon_auth.audit_log), 'mask', 'the audit log begins with the mask');
select is_empty('select * from neon_auth.verify_audit()', 'and agrees with its seals');
select isnt(neon_auth_api.seal_audit(), null, 'which go on');
select is_empty('select * from neon_auth.verify_audit()', 'in a new chain');
select is((select row(users, accounts, members, invitations)::text from counts), (select row((select count(*) from neon_auth."user"), (select count(*) from neon_auth.account),
  (select count(*) from neon_auth.member), (select count(*) from neon_auth.invitation))::text), 'nothing else is lost');
select is((select i.email from neon_auth.invitation i where i.email like 'user-%' and i.email = (select u.email from neon_auth."user" u where u.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000003')),
  (select u.email from neon_auth."user" u where u.id = '5a14a3a0-0f0e-4c0e-9f0e-000000000003'), 'the same address is the same made-up one');
select is((select count(*) from neon_auth.invitation where email = 'bob@example.com'), 1::bigint, 'an invitation of the kept user stays');
select set_eq($$ select regexp_replace(email, '^user-.*@', '@') from neon_auth.sign_up_rule $$, $$ values ('@masked.invalid'), ('*@example.com') $$, 'rules keep domains only');
select is((select count(*) from neon_auth.organization where name like 'Name %' and slug like 'masked-%' and logo like 'https://masked%' and metadata is null), 2::bigint, 'organizations are made up');

select set_eq('select id, name, email from neon_auth.users_sync where deleted_at is null and id <> ''user_clerk''', 'select id::text, name, email from neon_auth."user"', 'users_sync has the same made-up users');
select ok(bool_and(raw_json::text !~ 'example[.]com|Gone|Outside|5551234'), 'and nothing of deleted and outside users') from neon_auth.users_sync where email <> 'bob@example.com';
select is((select count(*) from neon_auth.users_sync), 5::bigint, 'whose rows stay');
select is((select s.email from neon_auth.users_sync s where s.id = 'user_clerk'), (select i.email from neon_auth.invitation i where i.id = '14710000-0000-4000-8000-000000000001'), 'one address has one value there, too');

select is((select count(*) from neon_auth_management.request_count), 0::bigint, 'nor of the management API''s clients');

-- The app.
select set_eq('select email from app.profile', 'select email from neon_auth."user"', 'foreign keys follow');
select set_eq('select id, name, email from app.mirror', 'select id, name, email from neon_auth."user"', 'triggers of the app run');
select is_empty($$ select n.nspname, s.tablename, s.attname from pg_stats s join pg_namespace n on n.nspname = s.schemaname
  where s.schemaname = 'neon_auth' and concat(s.most_common_vals::text, s.histogram_bounds::text, s.most_common_elems::text) ~ '(ada|eve|carl|dan)@example|198.51|browser|Engine' $$,
  'the planner''s statistics contain none of it');
select is((select count(*) from pg_trigger where tgname = 'audit' and tgenabled <> 'O'), 0::bigint, 'neonauth''s triggers are on again');
update neon_auth."user" set name = 'Changed' where id = '5a14a3a0-0f0e-4c0e-9f0e-000000000003';
select is((select count(*) from neon_auth.audit_log where action = 'update'), 1::bigint, 'and record changes');

-- A trigger of the app that keeps the real values.
create function app.keep() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as
$$ begin new.name := 'the real name'; return new; end $$;
create trigger keep before update on neon_auth."user" for each row execute function app.keep();
select throws_like($$ select neon_auth.mask_users(leave => '{user.nickname}') $$, '%still has values of a real user%', 'what a trigger puts back is noticed');
drop trigger keep on neon_auth."user";
create function app.steal() returns trigger language plpgsql as $$ begin return new; end $$;
alter function app.steal() owner to authenticated;
create trigger steal before update on neon_auth."user" for each row execute function app.steal();
select throws_ok($$ select neon_auth.mask_users(leave => '{user.nickname}') $$, '42501', null, 'a trigger that would run as neonauth is refused');
drop trigger steal on neon_auth."user";
create table app.strict (email text references neon_auth."user" (email));
insert into app.strict select email from neon_auth."user";
select throws_ok($$ select neon_auth.mask_users(leave => '{user.nickname}') $$, '23503', null, 'a foreign key that does not follow is kept, and all is as before');
drop table app.strict;

select is((select count(*) from neon_auth."user" where email like '%masked.invalid'), 2::bigint, 'and nothing is half done');
select isnt(neon_auth_internal.mask_value('email', 'a@example.com', 'x'), neon_auth_internal.mask_value('email', 'a@example.com', 'y'), 'another secret, another value');
select is(neon_auth_internal.mask_value('email', 'A@example.com', 'x'), neon_auth_internal.mask_value('pattern', 'a@example.com', 'x'), 'one address has one value');
select ok(bool_and(neon_auth_internal.is_masked(k, neon_auth_internal.mask_value(k, 'some value', 'x'))), 'is_masked knows every kind')
from unnest(array['clear', 'email', 'pattern', 'name', 'image', 'account', 'slug', 'address', 'agent', 'phone']) k;
select neon_auth.confirm_branch();
select throws_ok('select neon_auth.mask_users()', 'NA409', null, 'a confirmed branch is not masked');

select * from finish();
rollback;
