-- member_json returns a membership as responses show it.
create function neon_auth_internal.member_json(m neon_auth.member)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', m.id,
    'organizationId', m."organizationId",
    'userId', m."userId",
    'role', m.role,
    'createdAt', neon_auth_internal.timestamp_text(m."createdAt"))
$$;
