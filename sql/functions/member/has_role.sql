-- has_role says whether a role is among a member's, which commas separate and blanks do not.
create function neon_auth_internal.has_role(roles text, role text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select role = any (string_to_array(roles, ','))
$$;
