-- managed_user_json returns a user as lists of the console show them.
create function neon_auth_internal.managed_user_json(u neon_auth."user")
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'id', u.id, 'name', u.name, 'email', u.email, 'emailVerified', u."emailVerified", 'image', u.image, 'role', u.role,
    'banned', neon_auth_internal.is_banned(u), 'banReason', u."banReason", 'banExpires', u."banExpires",
    'createdAt', u."createdAt", 'updatedAt', u."updatedAt");
end
$$;
