-- token_claims is a user as his tokens show him; the reference gives everybody the role the Data API runs as.
create function neon_auth_internal.token_claims(u neon_auth."user")
returns json
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select json_build_object(
    'name', u.name,
    'email', u.email,
    'emailVerified', u."emailVerified",
    'image', u.image,
    'createdAt', neon_auth_internal.timestamp_text(u."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(u."updatedAt"),
    'role', 'authenticated',
    'banned', u.banned,
    'banReason', u."banReason",
    'banExpires', neon_auth_internal.timestamp_text(u."banExpires"),
    'id', u.id,
    'sub', u.id)
$$;
