-- past_time returns a time if it lies in the past. Returns now if it is unknown, in the future or outside all
-- calendars.
create function neon_auth_internal.past_time(at timestamptz)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case when at between '1970-01-01 00:00:00Z' and now() then at else now() end
$$;
