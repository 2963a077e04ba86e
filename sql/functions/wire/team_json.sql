-- team_json returns a team as responses show it.
create function neon_auth_internal.team_json(t neon_auth.team)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', t.id,
    'name', t.name,
    'organizationId', t."organizationId",
    'createdAt', neon_auth_internal.timestamp_text(t."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(t."updatedAt"))
$$;
