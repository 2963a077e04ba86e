-- config_version names the branch and the version of its settings and keys that a request is decided under.
create function neon_auth_internal.config_version()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth.branch_identity() || '/' || v.version from neon_auth.config_version v
$$;
