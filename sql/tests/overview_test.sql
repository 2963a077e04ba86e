begin;
select plan(9);
\ir ../../testdata/people.sql

-- Overviews.
create function pg_temp.users() returns text language sql as $$
  select string_agg(concat_ws(' ', email, "emailVerified", sessions, providers::text, organizations::text), '; ' order by email)
  from neon_auth.user_overview where email in ('ada@example.com', 'bob@example.com', 'eve@example.com') $$;
select is(pg_temp.users(), 'ada@example.com t 2 {credential} {"engine: owner"}; bob@example.com f 1 {credential} {"engine: member"}; eve@example.com t 1 {credential} {"ears: owner"}', 'shows users');
select is((select "lastSignIn" from neon_auth.user_overview where email = 'ada@example.com'), now(), 'shows the last sign-in');
select is((select string_agg(concat_ws(' ', slug, members, owners::text, invitations), '; ' order by slug) from neon_auth.organization_overview),
  'ears 1 {eve@example.com} 1; engine 2 {ada@example.com} 1', 'shows organizations');
select is((select string_agg(concat_ws(' ', organization, email, inviter, state), '; ' order by email) from neon_auth.invitation_overview),
  'engine carl@example.com ada@example.com pending; ears dan@example.com eve@example.com pending', 'shows invitations');
update neon_auth.invitation set "expiresAt" = now() where email = 'carl@example.com';
select is((select state from neon_auth.invitation_overview where email = 'carl@example.com'), 'expired', 'shows an expired invitation');
delete from neon_auth."user" where email in ('ada@example.com', 'eve@example.com');
select is((select string_agg(concat_ws(' ', slug, problem), '; ' order by slug) from neon_auth.organization_overview), 'ears no members; engine no owner', 'shows organizations without members or owner');
select is((select count(*) from neon_auth.user_overview where email = 'bob@example.com' and "isBanned"), 0::bigint, 'shows a user who is not banned');
select neon_auth.ban_user(id) from neon_auth."user" where email = 'bob@example.com';
select is((select concat_ws(' ', "isBanned", sessions) from neon_auth.user_overview where email = 'bob@example.com'), 't 0', 'shows a banned user without sessions');

-- Sign-ins by day (UTC), from the first moment of a day to the last. Impersonations are none.
truncate neon_auth.audit_log, neon_auth.refused_sign_in;
insert into neon_auth.audit_log (at, entity, action, after)
select d.day + t.moment, t.entity, t.action, t.after
from (select date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '48 hours') d (day), (
  values
    (interval '0', 'session', 'insert', '{"impersonatedBy": null}'::jsonb), ('23:59:59.999999', 'session', 'insert', '{}'),
    ('24:00', 'session', 'insert', '{}'), ('-1 second', 'session', 'insert', '{}'), ('12:00', 'session', 'insert', '{"impersonatedBy": "x"}'),
    ('12:00', 'session', 'delete', '{}'), ('12:00', 'user', 'insert', '{}')) t (moment, entity, action, after);
insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId", attempts)
select date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '48 hours' + t.moment, t.moment::text, gen_random_uuid(), t.attempts
from (values (interval '0', 2), ('23:59', 3), ('24:00', 7)) t (moment, attempts);
select is((select string_agg(concat_ws(' ', d ->> 'signIns', d ->> 'refused'), ', ' order by d ->> 'day')
  from jsonb_array_elements(neon_auth_internal.sign_ins_by_day(date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '48 hours')) d),
  '2 5, 1 7, 0 0', 'counts sign-ins and refusals by day');

select * from finish();
rollback;
