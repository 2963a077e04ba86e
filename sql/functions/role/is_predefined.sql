-- is_predefined reports whether a role is one of Better Auth's own.
create function neon_auth_internal.is_predefined(role text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select role in ('owner', 'admin', 'member')
$$;
