create function neon_auth_api.tidy_activity(batch integer)
returns integer
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.expire_activity(batch) + neon_auth.expire_anonymous(batch)
$$;

comment on function neon_auth_api.tidy_activity(integer) is
  'Deletes up to `batch` old rows of active_day, and as many old anonymous users. Returns how many. The sidecar calls it '
  'once a minute, until fewer are left.';
