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
  'Makes audit_log''s partitions ahead and drops old ones; called by the sidecar once a minute. Says how many it touched.';
