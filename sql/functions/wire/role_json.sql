-- role_json returns a role that an organization defined, as responses show it.
create function neon_auth_internal.role_json(r neon_auth."organizationRole")
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', r.id,
    'organizationId', r."organizationId",
    'role', r.role,
    'permission', r.permission::jsonb,
    'createdAt', neon_auth_internal.timestamp_text(r."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(r."updatedAt"))
$$;
