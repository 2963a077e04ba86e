create function neon_auth_api.get_config_version()
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return neon_auth_internal.config_version();
end
$$;

comment on function neon_auth_api.get_config_version() is
  'Returns the branch and the version of the settings and keys, separated by a slash, as get_config does. The sidecar '
  'compares it once a second and on each new connection, which takes a fraction of the time of get_config.';
