create function neon_auth_api.list_failures()
returns table (name text, status integer, code text, message text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select f.name, f.status, f.code, f.message from neon_auth_internal.failure f
$$;

comment on function neon_auth_api.list_failures() is
  'All failures by name, with status, code and message. The sidecar uses them for the failures it detects itself.';
