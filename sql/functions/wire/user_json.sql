-- user_json returns a user as responses show it, with the fields of plugins that are on.
create function neon_auth_internal.user_json(u neon_auth."user")
returns json
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  shown json := json_build_object(
    'name', u.name,
    'email', u.email,
    'emailVerified', u."emailVerified",
    'image', u.image,
    'createdAt', neon_auth_internal.timestamp_text(u."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(u."updatedAt"),
    'role', u.role,
    'banned', u.banned,
    'banReason', u."banReason",
    'banExpires', neon_auth_internal.timestamp_text(u."banExpires"),
    'id', u.id);
begin
  return (left(shown::text, -1) || neon_auth_internal.plugin_fields(u) || '}')::json;
end
$$;
