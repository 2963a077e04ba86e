create function neon_auth_api.manage_set_team_member(
  key_hash bytea, organization_id text, team_id text, email text, is_member boolean)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
  team  neon_auth.team;
  who   neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_set_team_member.organization_id);
  team := neon_auth_internal.find_team(manage_set_team_member.team_id, meant.id);
  who := neon_auth_internal.find_user(manage_set_team_member.email);
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif is_member then
    perform neon_auth_internal.join_team(team.id, who.id);
  elsif neon_auth_internal.remove('teamMember', array(
    select m.id from neon_auth."teamMember" m where m."teamId" = team.id and m."userId" = who.id)) = 0
  then
    perform neon_auth_internal.fail('NOT_IN_TEAM');
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_set_team_member(bytea, text, text, text, boolean) is
  'POST /console/db/NAME/organizations/ID/teams/members: adds a member of the organization to a team, or removes them '
  'from it. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, TEAM_NOT_FOUND, '
  'USER_NOT_FOUND, ORGANIZATION_NOT_YOURS, TEAM_MEMBER_LIMIT_REACHED, NOT_IN_TEAM.';
