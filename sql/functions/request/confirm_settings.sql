create function neon_auth_api.confirm_settings()
returns void
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select
$$;

comment on function neon_auth_api.confirm_settings() is
  'Does nothing: begin_request before it has compared the settings, for a request that asks nothing else.';
