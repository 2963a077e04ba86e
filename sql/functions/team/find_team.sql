-- find_team returns a team of this organization. Fails with TEAM_NOT_FOUND for a team of another organization and for
-- text that is not an id.
create function neon_auth_internal.find_team(id text, organization_id uuid)
returns neon_auth.team
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found_one neon_auth.team;
begin
  select * into found_one
  from neon_auth.team t
  where t.id = auth.as_uuid(find_team.id) and t."organizationId" = find_team.organization_id;
  if not found then
    perform neon_auth_internal.fail('TEAM_NOT_FOUND');
  end if;
  return found_one;
end
$$;
