create function neon_auth_api.list_clear_secrets()
returns setof text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select distinct s.secret from neon_auth_internal.config_secrets() s where s.secret not like 'v1.%'
$$;

comment on function neon_auth_api.list_clear_secrets() is
  'For the sidecar of the previous release: secrets in project_config that are stored in clear.';
