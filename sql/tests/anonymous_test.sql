begin;
select plan(51);
\ir ../../testdata/people.sql
update neon_auth.project_config set plugin_configs = '{"anonymous": {"enabled": true, "config": {"hourlyLimit": 3}}}';

select alike(
  neon_auth_api.sign_in_anonymous('', 'a1') #>> '{user,email}', 'temp@%.invalid', 'an anonymous user has an address nothing is mailed to');
select is(
  (select concat_ws(' ', u.name, u."emailVerified", u."isAnonymous", u.role) from neon_auth."user" u join neon_auth.session s on s."userId" = u.id where s.token = 'a1'),
  'Anonymous f t user', 'they are marked as anonymous');
select throws_ok($$select neon_auth_api.sign_in_anonymous('a1', 'a2')$$, 'NA400', null, 'they cannot sign in anonymously again');
select is(neon_auth_api.sign_in_anonymous('ada', 'a3') #>> '{user,isAnonymous}', 'true', 'a known user can: the browser gets another user');
select neon_auth_api.sign_in_anonymous('', 'a4');
select throws_ok($$select neon_auth_api.sign_in_anonymous('', 'a5')$$, 'NA429', null, 'a client creates a limited number of them');
select throws_ok($$select neon_auth_api.delete_anonymous_user('ada')$$, 'NA403', 'User is not anonymous', 'only they delete themselves this way');
create function pg_temp.delete_having(change text) returns text language plpgsql as $f$
begin
  execute replace(change, '$1', (select quote_literal(s."userId") from neon_auth.session s where s.token = 'a4'));
  perform neon_auth_api.delete_anonymous_user('a4');
  return 'deleted';
exception when sqlstate 'NA403' then
  return sqlerrm; -- and the change is undone
end
$f$;
select is(pg_temp.delete_having(t.change), 'User is not anonymous', 'one who has ' || t.name || ' is deleted by /delete-user, with what it asks for')
from (values
  ('a verified number', $$ update neon_auth."user" set "phoneNumber" = '+4915123456789', "phoneNumberVerified" = true where id = $1 $$),
  ('a verified address', $$ update neon_auth."user" set "emailVerified" = true where id = $1 $$),
  ('a provider', $$ insert into neon_auth.account ("userId", "providerId", "accountId", "updatedAt") values ($1, 'github', 'x', now()) $$),
  ('a passkey', $$ insert into neon_auth.passkey ("userId", "publicKey", "credentialID", counter, "deviceType", "backedUp") values ($1, 'x', 'a4', 0, 'singleDevice', false) $$)) t (name, change);

-- Rows of the app. Each table refers to users in another way.
select neon_auth.allow_moves();
create schema app;
grant usage on schema app to neon_auth, neon_auth_writer; -- for the hook alone
create table app.note (id int primary key, author uuid references neon_auth."user" on delete cascade, editor uuid references neon_auth."user" on delete set null);
create table app.profile (user_id uuid primary key references neon_auth."user" on delete cascade, color text);
create table app.setting (user_id uuid references neon_auth."user", name text, value text, unique (user_id, name));
create unique index on app.setting (user_id, lower(value)) where value <> '';
create table app.folder (owner uuid references neon_auth."user", name text, primary key (owner, name));
create table app.file (owner uuid, folder text, name text, foreign key (owner, folder) references app.folder); -- no key of its own to users
create table app.tree (owner uuid not null references neon_auth."user" on delete cascade, id int, parent int,
  primary key (owner, id), foreign key (owner, parent) references app.tree on delete cascade);
create table app.later (user_id uuid references neon_auth."user" deferrable initially deferred, n int);
create table app.part (user_id uuid references neon_auth."user" on delete cascade, n int) partition by hash (user_id);
create table app.part0 partition of app.part for values with (modulus 2, remainder 0);
create table app.part1 partition of app.part for values with (modulus 2, remainder 1);
create table app.visit (session_id uuid references neon_auth.session on delete cascade, n int);
create table app.letter (address text references neon_auth."user" (email) on update cascade on delete cascade, n int);
create table app.seat (user_id uuid references neon_auth."user" on delete cascade, n int, exclude using hash (user_id with =));
create table app.friend (one uuid references neon_auth."user", other uuid references neon_auth."user", primary key (one, other));
alter table app.note enable row level security;
create function app.stamp() returns trigger language plpgsql as $$ begin new.n := new.n + 100; return new; end $$;
create trigger stamp before update on app.later for each row execute function app.stamp();

-- pg_temp.anon makes an anonymous user with a session and rows everywhere, and returns their id.
create function pg_temp.anon(token text) returns uuid language plpgsql as $$
declare
  a uuid; s uuid; m text;
begin
  insert into neon_auth."user" (name, email, "emailVerified", "isAnonymous", role) values ('Anonymous', 'temp@' || token || '.invalid', false, true, 'user') returning id, email into a, m;
  insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values (token, a, now() + interval '1 day', now()) returning id into s;
  insert into app.note values (1, a, a), (2, '5a14a3a0-0f0e-4c0e-9f0e-000000000003', a), (3, null, null);
  insert into app.profile values (a, 'red');
  insert into app.setting values (a, 'theme', 'dark'), (a, 'language', ''), (a, 'size', 'BIG');
  insert into app.folder values (a, 'in'), (a, 'out');
  insert into app.file values (a, 'in', 'x'), (a, 'out', 'y');
  insert into app.tree values (a, 1, null), (a, 2, 1), (a, 3, 2);
  insert into app.later values (a, 1); insert into app.part values (a, 1), (a, 2);
  insert into app.visit values (s, 1); insert into app.letter values (m, 1); insert into app.seat values (a, 1);
  insert into app.friend values (a, '5a14a3a0-0f0e-4c0e-9f0e-000000000003');
  return a;
end $$;
create function pg_temp.rows_of(u uuid) returns text language sql as $$
  select concat_ws(' ',
    (select count(*) filter (where author = u) || '/' || count(*) filter (where editor = u) from app.note),
    (select count(*) from app.profile where user_id = u), (select count(*) from app.setting where user_id = u),
    (select count(*) from app.folder where owner = u), (select count(*) from app.file where owner = u),
    (select count(*) from app.tree where owner = u), (select count(*) from app.later where user_id = u),
    (select count(*) from app.part where user_id = u), (select count(*) from app.visit v join neon_auth.session s on s.id = v.session_id where s."userId" = u),
    (select count(*) from app.letter l join neon_auth."user" x on x.email = l.address where x.id = u),
    (select count(*) from app.seat where user_id = u), (select count(*) from app.friend where one = u))
$$;
create function pg_temp.enter(caller text, who text, token text) returns text language plpgsql as $$
begin
  perform set_config('neon_auth.caller', caller, true);
  perform neon_auth_internal.admit(u.id, token, true, 'pwd') from neon_auth."user" u where u.name = who;
  perform set_config('neon_auth.caller', '', true);
  return pg_temp.rows_of(u.id) from neon_auth."user" u where u.name = who;
end $$;
create function pg_temp.is_there(id uuid) returns boolean language sql as $$ select exists (select from neon_auth."user" u where u.id = $1) $$;

select pg_temp.anon('x') as x into temp x;
select is(pg_temp.rows_of(x.x), '1/2 1 3 2 2 3 1 2 1 1 1 1', 'an anonymous user has rows in all tables') from x;
select is(pg_temp.enter('x', 'Bob', 'bob 2'), '1/2 1 3 2 2 3 1 2 1 1 1 1', 'they move to the account that signs in') from x;
select is(pg_temp.rows_of(x.x), '0/0 0 0 0 0 0 0 0 0 0 0 0', 'none is left') from x;
select is(pg_temp.is_there(x.x), false, 'the anonymous user is deleted') from x;
select is((select concat_ws(' ', l.moved, l.kept) from neon_auth.anonymous_link l), '20 {}', 'what moved is recorded');
select is((select array_agg(n) from app.later), '{101}', 'the app''s triggers run');
select is((select count(*) from app.note), 3::bigint, 'no other row is touched');
select is((select token from neon_auth.session s join app.visit v on v.session_id = s.id), 'bob 2', 'what refers to the session refers to the new one');
delete from app.note;

-- Keys that the account has too. Nothing is lost: such rows stay, and so does their user.
select pg_temp.anon('y') as x into temp y;
select is(pg_temp.enter('y', 'Bob', 'bob 3'), '1/2 1 3 2 4 3 2 4 2 2 1 1', 'rows whose keys are free move') from y;
select is(pg_temp.rows_of(y.x), '0/0 1 3 2 0 3 0 0 0 0 1 1', 'the others stay') from y;
select is(pg_temp.is_there(y.x), true, 'and so does the anonymous user') from y;
select is((select count(*) from neon_auth.session s join y on y.x = s."userId"), 0::bigint, 'who is signed in nowhere');
select is((select l.kept from neon_auth.anonymous_link l join y on y.x = l."anonymousUserId"),
  '{"app.seat": 1, "app.tree": 3, "app.folder": 2, "app.friend": 1, "app.profile": 1, "app.setting": 3}', 'what stays is recorded, by table');

-- Rows that refer to each other move together, or not at all.
create table app.box (owner uuid references neon_auth."user", name text, slot int, primary key (owner, name), unique (owner, slot));
create table app.item (owner uuid, box text, n int, foreign key (owner, box) references app.box);
insert into neon_auth."user" (id, name, email, "emailVerified", "isAnonymous") values ('a0000000-0000-4000-8000-000000000001', 'Z', 'temp@z.invalid', false, true);
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values ('z', 'a0000000-0000-4000-8000-000000000001', now() + interval '1 day', now());
insert into app.box values ('a0000000-0000-4000-8000-000000000001', 'a', 1), ('a0000000-0000-4000-8000-000000000001', 'b', 2), ('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'z', 1);
insert into app.item values ('a0000000-0000-4000-8000-000000000001', 'a', 1), ('a0000000-0000-4000-8000-000000000001', 'b', 2);
select pg_temp.enter('z', 'Bob', 'bob 4');
select is((select string_agg(left(owner::text, 1) || name, ' ' order by owner, name) from app.box), '5b 5z aa', 'a row with a taken key stays');
select is((select string_agg(left(owner::text, 1) || box, ' ' order by owner, box) from app.item), '5b aa', 'and so does what refers to it');
drop table app.item; drop table app.box;

-- Keys of columns that are generated from the user, and of one partition only.
create table app.slug (owner uuid references neon_auth."user", n int, "a slug" text generated always as (left(owner::text, 8) || '-' || n) stored unique);
create table app.mark (owner uuid references neon_auth."user", n int) partition by list (n);
create table app.mark1 partition of app.mark for values in (1);
create table app.mark2 partition of app.mark for values in (2);
create unique index on app.mark1 (owner);
create table app.event (facts jsonb, uid uuid generated always as ((facts ->> 'uid')::uuid) stored references neon_auth."user" on delete cascade);
insert into neon_auth."user" (id, name, email, "emailVerified", "isAnonymous") values ('a0000000-0000-4000-8000-000000000003', 'G', 'temp@g.invalid', false, true);
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values ('g', 'a0000000-0000-4000-8000-000000000003', now() + interval '1 day', now());
insert into app.slug select u::uuid, n from (values ('a0000000-0000-4000-8000-000000000003', 1), ('a0000000-0000-4000-8000-000000000003', 2), ('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 1)) v (u, n);
insert into app.mark select u::uuid, n from (values ('a0000000-0000-4000-8000-000000000003', 1), ('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 1)) v (u, n);
create table app.follow (one uuid references neon_auth."user", other uuid references neon_auth."user", check (one <> other), check (other is not null and tableoid <> 0));
insert into app.follow values ('a0000000-0000-4000-8000-000000000003', '5a14a3a0-0f0e-4c0e-9f0e-000000000002'), ('a0000000-0000-4000-8000-000000000003', '5a14a3a0-0f0e-4c0e-9f0e-000000000003');
insert into app.event values ('{"uid": "a0000000-0000-4000-8000-000000000003"}');
select pg_temp.enter('g', 'Bob', 'bob g');
select is((select string_agg(s."a slug", ' ' order by s."a slug") from app.slug s), '5a14a3a0-1 5a14a3a0-2 a0000000-1', 'a row whose generated key is taken stays');
select is((select string_agg(left(m.owner::text, 2) || m.n, ' ' order by m.owner) from app.mark m), '5a1 a01', 'so does one whose key is taken in a partition');
select is((select l.kept from neon_auth.anonymous_link l where l."anonymousUserId" = 'a0000000-0000-4000-8000-000000000003'), '{"app.mark": 1, "app.slug": 1, "app.event": 1, "app.follow": 1}', 'and the sign-in succeeds');
select is((select string_agg(left(f.one::text, 2) || right(f.other::text, 1), ' ' order by f.one) from app.follow f), '5a3 a02', 'a row that a check forbids stays: nobody follows themselves');
select is((select count(*) from app.event), 1::bigint, 'a reference that is generated cannot move, and nothing is lost');
drop table app.slug; drop table app.mark; drop table app.event; drop table app.follow;

-- Who is not linked. pg_temp.linked signs Eve in, in a browser with the session, and reports whether the user is linked.
create function pg_temp.linked(change text) returns boolean language plpgsql as $$
declare
  a uuid; n bigint := (select count(*) from neon_auth.anonymous_link);
begin
  insert into neon_auth."user" (name, email, "emailVerified", "isAnonymous") values ('Anonymous', gen_random_uuid() || '@x.invalid', false, true) returning id into a;
  insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values (a, a, now() + interval '1 day', now());
  execute format(change, a);
  perform set_config('neon_auth.caller', case when change ~ 'no caller' then '' else a::text end, true);
  perform neon_auth_internal.admit('5a14a3a0-0f0e-4c0e-9f0e-000000000003', gen_random_uuid()::text, true, 'pwd');
  perform set_config('neon_auth.caller', '', true);
  return (select count(*) from neon_auth.anonymous_link) > n;
end $$;
select results_eq($$
  select w.what from (values
    ('alive', 'select 1'),
    ('expired', 'update neon_auth.session set "expiresAt" = now() where token = %L'),
    ('of another branch', 'update neon_auth.session_origin o set branch = ''other'' from neon_auth.session s where s.id = o."sessionId" and s.token = %L'),
    ('an administrator''s', 'update neon_auth.session set "impersonatedBy" = ''5a14a3a0-0f0e-4c0e-9f0e-000000000001'' where token = %L'),
    ('banned', 'update neon_auth."user" set banned = true where id = %L'),
    ('known', 'update neon_auth."user" set "isAnonymous" = false where id = %L'),
    ('unknown', 'update neon_auth."user" set "isAnonymous" = null where id = %L'),
    ('verified', 'update neon_auth."user" set "emailVerified" = true where id = %L'),
    ('with an account', 'insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt") values (''x'', ''github'', %L, now())'),
    ('not sent', 'select ''no caller'''),
    ('gone', 'delete from neon_auth.session where token = %L')
  ) w (what, change) where pg_temp.linked(w.change) $$, array['alive'], 'only a living session of an anonymous user is linked');

-- Organizations, teams and invitations.
insert into neon_auth."user" (id, name, email, "emailVerified", "isAnonymous") values ('a0000000-0000-4000-8000-000000000002', 'M', 'temp@m.invalid', false, true);
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values ('m', 'a0000000-0000-4000-8000-000000000002', now() + interval '1 day', now());
update neon_auth.project_config set plugin_configs = plugin_configs || '{"organization": {"config": {"teams": {"enabled": true}}}}';
insert into neon_auth.organization (id, name, slug, "createdAt") values ('06640000-0000-4000-8000-000000000009', 'Own', 'own', now());
insert into neon_auth.member (id, "organizationId", "userId", role, "createdAt") values
  ('3e3b0000-0000-4000-8000-000000000008', '06640000-0000-4000-8000-000000000009', 'a0000000-0000-4000-8000-000000000002', 'owner', now()),
  ('3e3b0000-0000-4000-8000-000000000009', '06640000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000002', 'admin', now());
insert into neon_auth.team (id, name, "organizationId") values ('7ea30000-0000-4000-8000-000000000001', 'one', '06640000-0000-4000-8000-000000000009'),
  ('7ea30000-0000-4000-8000-000000000002', 'two', '06640000-0000-4000-8000-000000000001'), ('7ea30000-0000-4000-8000-000000000003', 'three', '06640000-0000-4000-8000-000000000001');
insert into neon_auth."teamMember" ("teamId", "userId") values
  ('7ea30000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000002'), ('7ea30000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000002'),
  ('7ea30000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000002'), ('7ea30000-0000-4000-8000-000000000003', '5a14a3a0-0f0e-4c0e-9f0e-000000000002');
insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId") values
  ('06640000-0000-4000-8000-000000000009', 'guest@example.com', 'member', 'pending', now() + interval '2 days', 'a0000000-0000-4000-8000-000000000002');
create table app.seen (member_id uuid references neon_auth.member on delete cascade, mate_id uuid references neon_auth."teamMember" on delete cascade, n int);
insert into app.seen values ('3e3b0000-0000-4000-8000-000000000008', null, 1), ('3e3b0000-0000-4000-8000-000000000009', null, 2);
insert into app.seen select null, t.id, 2 + row_number() over (order by t."teamId") from neon_auth."teamMember" t where t."userId" = 'a0000000-0000-4000-8000-000000000002';
select pg_temp.enter('m', 'Bob', 'bob 5');
select is(
  (select string_agg(o.slug || ' ' || m.role, ', ' order by o.slug) from neon_auth.member m join neon_auth.organization o on o.id = m."organizationId" where m."userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002'),
  'engine member,admin, own owner', 'memberships move, and two of one organization become one with the roles of both');
select is(
  (select string_agg(t.name, ' ' order by t.name) from neon_auth."teamMember" m join neon_auth.team t on t.id = m."teamId" where m."userId" = '5a14a3a0-0f0e-4c0e-9f0e-000000000002'),
  'one three two', 'teams move');
select is((select i.status || ' ' || i."inviterId" from neon_auth.invitation i where i.email = 'guest@example.com'), 'pending 5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'invitations move and stay pending');
select is((select count(*) from app.seen), 5::bigint, 'what refers to a membership stays');
select is(pg_temp.is_there('a0000000-0000-4000-8000-000000000002'), false, 'then the anonymous user is deleted');

-- The app's function is asked first.
create table app.heard (what text);
create function app.on_link(link jsonb) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into app.heard select link #>> '{newUser,name}' || ' ' || count(*) from app.note n where n.author = (link #>> '{anonymousUser,id}')::uuid;
  delete from app.profile p where p.user_id = (link #>> '{anonymousUser,id}')::uuid;
  if exists (select from app.note n where n.id = 666) then
    raise exception 'Empty the cart first';
  end if;
  return null;
end $$;
select neon_auth.anonymous_link_hook('app.on_link(jsonb)');
delete from app.note; delete from app.setting; delete from app.folder f where not exists (select from app.file x where x.owner = f.owner); delete from app.tree; delete from app.seat; delete from app.friend;
delete from app.file; delete from app.folder;
select pg_temp.anon('h') as x into temp h;
insert into app.note select 666, h.x from h;
select throws_ok($$ select pg_temp.enter('h', 'Bob', 'bob 6') $$, 'P0001', 'Empty the cart first', 'its veto refuses the sign-in with its message');
select is(pg_temp.rows_of(h.x), '2/2 1 3 2 2 3 1 2 1 1 1 1', 'and nothing moves') from h;
delete from app.note where id = 666;
select is(split_part(pg_temp.enter('h', 'Bob', 'bob 6'), ' ', 1), '1/2', 'else they move');
select is((select what from app.heard), 'Bob 1', 'it saw the rows where they were');
select is(pg_temp.is_there(h.x), false, 'what it has merged itself does not stay') from h;
select throws_ok($$ select neon_auth.anonymous_link_hook('app.stamp()') $$, '22023', null, 'rejects a function of another kind');
drop function app.on_link(jsonb);
delete from app.note;
select pg_temp.anon('i') as x into temp i;
select throws_ok($$ select pg_temp.enter('i', 'Eve', 'eve 2') $$, 'NA503', null, 'a function that is gone refuses to link');
select neon_auth.anonymous_link_hook(null);

-- Nothing is mailed to a made-up address, and the checklist names tables whose rows cannot move.
select is(neon_auth_internal.queue_mail('magic-link', u.email, 'x', null), false, 'nothing is mailed to a made-up address')
from neon_auth."user" u join i on i.x = u.id;
select is((select count(*) from neon_auth_internal.app_check_problems() p where p.name = 'anonymous-rows'), 0::bigint, 'all rows can move');
create role "the other"; grant references on neon_auth."user" to "the other"; grant usage on schema neon_auth to "the other";
create table app.other (user_id uuid references neon_auth."user");
alter table app.other owner to "the other";
select is((select p.mend from neon_auth_internal.app_check_problems() p where p.name = 'anonymous-rows'), '''the other''', 'the checklist names the owner of tables that stay');
select neon_auth.allow_moves('"the other"'::regrole);
select is((select count(*) from neon_auth_internal.app_check_problems() p where p.name = 'anonymous-rows'), 0::bigint, 'until they allow it');
drop table app.other;

-- Deletion may be switched off.
update neon_auth.project_config set plugin_configs = jsonb_set(plugin_configs, '{anonymous,config,disableDeleteAnonymousUser}', 'true');
select is(split_part(pg_temp.enter('i', 'Eve', 'eve 2'), ' ', 1), '2/2', 'with deletion switched off, rows move too');
select is(pg_temp.is_there(i.x), true, 'and the anonymous user stays') from i;
select throws_ok($$ select neon_auth_api.delete_anonymous_user('eve') $$, 'NA400', null, 'nobody deletes themselves as anonymous');
update neon_auth.project_config set plugin_configs = jsonb_set(plugin_configs, '{anonymous,enabled}', 'false');
select is(pg_temp.linked('select 1'), false, 'while it is off, no one is linked');

select * from finish();
rollback;
