-- is_near_step reports whether a time step is within the period of grace, with one step for the time since the sidecar
-- computed it. Returns false for null.
create function neon_auth_internal.is_near_step(step_number bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(abs(floor(extract(epoch from clock_timestamp()) / o.period) - step_number) <= 2, false)
  from neon_auth_internal.two_factor_option o
$$;
