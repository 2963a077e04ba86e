-- has_role reports whether a member has the role. Roles are separated by commas; blanks do not separate.
create function neon_auth_internal.has_role(roles text, role text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select role = any (string_to_array(roles, ','))
$$;
