-- invitation_json is an invitation as every answer shows it.
create function neon_auth_internal.invitation_json(i neon_auth.invitation)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', i.id,
    'organizationId', i."organizationId",
    'email', i.email,
    'role', i.role,
    'status', i.status,
    'expiresAt', neon_auth_internal.timestamp_text(i."expiresAt"),
    'createdAt', neon_auth_internal.timestamp_text(i."createdAt"),
    'inviterId', i."inviterId")
$$;
