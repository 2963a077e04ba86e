begin;
select plan(20);
\ir ../../testdata/people.sql
create function pg_temp.today() returns date language sql as $$ select (now() at time zone 'UTC')::date $$;
create function pg_temp.counts() returns text language sql as $$ select concat_ws(' ', day, week, month) from neon_auth.active_users $$;

select is(pg_temp.counts(), '3 3 3', 'each user who has a session is counted once');
delete from neon_auth.active_day;
select is(pg_temp.counts(), '0 0 0', 'it is counted without sessions');
insert into neon_auth.active_day select pg_temp.today() - d.n, ('5a14a3a0-0f0e-4c0e-9f0e-00000000000' || d.u)::uuid
from (values (0, 1), (1, 1), (6, 2), (7, 2), (7, 3), (29, 3), (30, 1)) d (n, u);
select is(pg_temp.counts(), '1 2 3', 'of today, of 7 days, of 30 days');
select results_eq('select day, users from neon_auth.active_users_by_day where day = pg_temp.today() - 7', $$values (pg_temp.today() - 7, 2::bigint)$$, 'and by day');

delete from neon_auth.active_day;
select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'new', true, amr => '{pwd}');
select is(pg_temp.counts(), '1 1 1', 'a sign-in counts');
select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000001', 'newer', true, amr => '{pwd}');
select is(pg_temp.counts(), '1 1 1', 'once a day');
select neon_auth_internal.open_session('5a14a3a0-0f0e-4c0e-9f0e-000000000002', 'by admin', false, '5a14a3a0-0f0e-4c0e-9f0e-000000000001');
select is(pg_temp.counts(), '1 1 1', 'an impersonation does not');
select count(*) from neon_auth_api.refresh_session(neon_auth.branch_identity(), 'eve');
select is(pg_temp.counts(), '1 1 1', 'nor does a request whose session is not due');
update neon_auth.session set "expiresAt" = now() + interval '5 days' where token = 'eve';
delete from neon_auth.active_day;
select count(*) from neon_auth_api.refresh_session(neon_auth.branch_identity(), 'eve');
select is(pg_temp.counts(), '1 1 1', 'a session that is extended counts');
update neon_auth.session set "activeOrganizationId" = null, "expiresAt" = "expiresAt" - interval '1 hour' where token = 'ada';
select is(pg_temp.counts(), '1 1 1', 'other changes of a session do not');

-- The funnel.
delete from neon_auth.active_day;
update neon_auth."user" set "createdAt" = now() - interval '3 days';
insert into neon_auth."user" (name, email, "emailVerified", "isAnonymous", "createdAt") values ('A', 'a@x.invalid', false, true, now() - interval '3 days');
insert into neon_auth.active_day select pg_temp.today() - d.n, ('5a14a3a0-0f0e-4c0e-9f0e-00000000000' || d.u)::uuid from (values (3, 1), (2, 1), (3, 2)) d (n, u);
select results_eq('select concat_ws('' '', "signedUp", verified, "signedIn", returned, anonymous) from neon_auth.sign_up_funnel where day = pg_temp.today() - 3',
  $$values ('3 2 2 1 1')$$, 'who signed up, verified, signed in and returned');

-- Retention.
insert into neon_auth.active_day select pg_temp.today() - 401 - n, '5a14a3a0-0f0e-4c0e-9f0e-000000000001' from generate_series(0, 4) n;
select is(neon_auth_api.tidy_activity(3), 3, 'old days are deleted in batches');
select is(neon_auth_api.tidy_activity(3), 2, 'until none is left');
select is((select count(*) from neon_auth.active_day), 3::bigint, 'newer ones stay');
update neon_auth.project_config set options = '{"session": {"keepExpiredDays": 10}}';
update neon_auth.session set "expiresAt" = now() - interval '9 days' where token = 'bob';
update neon_auth.session set "expiresAt" = now() - interval '11 days' where token = 'ada';
select is(neon_auth.expire_sessions(), 1, 'expired sessions can be kept for some days');
select is((select count(*) from neon_auth_api.get_sessions(neon_auth.branch_identity(), '{bob}') g where not g.is_expired), 0::bigint, 'and are invalid all the same');
update neon_auth.project_config set options = '{"activity": {"retentionDays": 1}}';
select is(neon_auth_api.tidy_activity(10), 3, 'how many days are kept is a setting');

-- Anonymous users.
update neon_auth.project_config set options = '{}', plugin_configs = '{"anonymous": {"enabled": true, "config": {"deleteAfterDays": 2}}}';
create table public.need (user_id uuid references neon_auth."user");
insert into neon_auth."user" (id, name, email, "emailVerified", "isAnonymous", "createdAt")
select ('a0000000-0000-4000-8000-00000000000' || n)::uuid, 'A' || n, n || '@a.invalid', n = 3, true, now() - case n when 1 then interval '1 day' else interval '3 days' end
from generate_series(1, 7) n;
insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values ('a2', 'a0000000-0000-4000-8000-000000000002', now() + interval '1 day', now());
insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt") values ('x', 'github', 'a0000000-0000-4000-8000-000000000004', now());
insert into neon_auth.active_day values (pg_temp.today() - 1, 'a0000000-0000-4000-8000-000000000005');
insert into public.need values ('a0000000-0000-4000-8000-000000000006');
select is(neon_auth.expire_anonymous(), 3, 'anonymous users who were not active are deleted');
select is((select string_agg(u.name, ' ' order by u.name) from neon_auth."user" u where u."isAnonymous"), 'A1 A2 A3 A4 A5 A6',
  'not those who are new, signed in, verified, have an account, were active, or are needed');
select is(neon_auth.expire_anonymous(), 0, 'one who is needed is not tried again');

select * from finish();
rollback;
