create function neon_auth_api.manage_remove_team(key_hash bytea, organization_id text, team_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_remove_team.organization_id);
  if neon_auth_internal.remove('team', array(
    select t.id from neon_auth.team t
    where t."organizationId" = meant.id and t.id = auth.as_uuid(manage_remove_team.team_id))) = 0
  then
    perform neon_auth_internal.fail('TEAM_NOT_FOUND');
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_remove_team(bytea, text, text) is
  'POST /console/db/NAME/organizations/ID/teams/remove: deletes a team. Fails if the key with that hash may not write, '
  'with ORGANIZATION_NOT_FOUND, TEAM_NOT_FOUND.';
