-- teams_json returns the list of an organization's teams.
create function neon_auth_internal.teams_json(organization_id uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(neon_auth_internal.team_json(t) order by t."createdAt", t.id), '[]')
  from neon_auth.team t
  where t."organizationId" = teams_json.organization_id
$$;
