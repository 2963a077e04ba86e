create or replace view neon_auth.active_users
with (security_barrier)
as
-- Grouped by user, which an index has in order. Three counts of different users would sort the rows three times.
select
  count(*) filter (where a.last = t.today) as day,
  count(*) filter (where a.last > t.today - 7) as week,
  count(a.last) as month
from (select (now() at time zone 'UTC')::date as today) t
left join lateral (
  select max(d.day) as last
  from neon_auth.active_day d
  where d.day > t.today - 30 and d.day <= t.today
  group by d."userId"
) a on true;

comment on view neon_auth.active_users is
  'One row: how many different users were active today (UTC), in the last 7 days, and in the last 30, today included. A user '
  'is active when they sign in, and when a session of theirs is extended, about once a day while they use the app. Deleted '
  'users are not counted. Reads the rows of 30 days in neon_auth.active_day, and no sessions.';

create or replace view neon_auth.active_users_by_day
with (security_barrier)
as
select a.day, count(*) as users
from neon_auth.active_day a
group by a.day;

comment on view neon_auth.active_users_by_day is
  'How many users were active on each day (UTC). Days without users are missing. activity.retentionDays says how many '
  'days are kept.';

create or replace view neon_auth.sign_up_funnel
with (security_barrier)
as
select
  c.day,
  count(*) filter (where u."isAnonymous" is not true) as "signedUp",
  count(*) filter (where u."isAnonymous" is not true and u."emailVerified") as verified,
  count(*) filter (where u."isAnonymous" is not true and exists (
    select from neon_auth.active_day a where a."userId" = u.id)) as "signedIn",
  count(*) filter (where u."isAnonymous" is not true and exists (
    select from neon_auth.active_day a where a."userId" = u.id and a.day > c.day)) as returned,
  count(*) filter (where u."isAnonymous") as anonymous
from neon_auth."user" u
cross join lateral (select (u."createdAt" at time zone 'UTC')::date as day) c
where isfinite(u."createdAt")
group by c.day;

comment on view neon_auth.sign_up_funnel is
  'For each day (UTC) on which users signed up: how many, and how many of these have verified their address, have signed in, '
  'and have returned on a later day; and how many anonymous users there still are from that day. Deleted users are not '
  'counted. Select the days you need: where day > current_date - 30.';
