create function neon_auth_api.tidy_audit()
returns integer
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth.prepare_audit() + neon_auth.expire_audit()
$$;

comment on function neon_auth_api.tidy_audit() is
  'Creates audit_log''s next partitions and drops old ones. Returns how many it created and dropped. The sidecar '
  'calls it once a minute.';
