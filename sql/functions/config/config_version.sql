-- config_version identifies the branch and the version of the settings and keys with which a request is processed.
create function neon_auth_internal.config_version()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return neon_auth.branch_identity() || '/' || (select v.version from neon_auth.config_version v);
end
$$;
