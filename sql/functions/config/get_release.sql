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
  'The release whose functions are installed: a sidecar serves when its own is at most one away.';
