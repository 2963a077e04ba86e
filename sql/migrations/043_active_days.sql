-- online
-- The days of the sessions that exist, in one statement: it reads the sessions from beginning to end and locks none. Without the
-- foreign key, because that would lock each user. An earlier version of this migration may have been interrupted, with the key.
alter table neon_auth.active_day drop constraint if exists "active_day_userId_fkey";

insert into neon_auth.active_day (day, "userId")
select distinct (t.at at time zone 'UTC')::date as day, s."userId"
from neon_auth.session s
cross join unnest(array[s."createdAt", s."updatedAt"]) as t (at)
where s."impersonatedBy" is null and isfinite(t.at)
order by day, s."userId"
on conflict do nothing;
