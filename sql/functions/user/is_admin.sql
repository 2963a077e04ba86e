-- is_admin reports whether one of the roles is admin. Roles are split at commas and not trimmed, as in the reference: '
-- admin' is another role. The index user_admin_idx is on this same expression.
create function neon_auth_internal.is_admin(role text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce('admin' = any (string_to_array(role, ',')), false)
$$;
