-- count_active_users returns the number of users who were active since a time, to the day.
create function neon_auth_internal.count_active_users(since timestamptz)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select count(*)
  from (select from neon_auth.active_day a where a.day >= (since at time zone 'UTC')::date group by a."userId") u
$$;
