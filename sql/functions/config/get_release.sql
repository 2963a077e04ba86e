create function neon_auth_api.get_release()
returns integer
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select i.release from neon_auth.installation i
$$;

comment on function neon_auth_api.get_release() is
  'The release of the installed functions. A sidecar accepts its own release, the previous and the next one.';
