-- config_version names the branch and the version of its settings and keys that a request is decided under.
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
