-- is_served returns whether the session is a sidecar's: a login that can call the API and do nothing else.
create function neon_auth_internal.is_served()
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pg_has_role(session_user, 'neon_auth_sidecar', 'member') and not pg_has_role(session_user, 'neon_auth', 'member')
$$;
