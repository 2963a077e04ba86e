create function neon_auth_api.add_team_member(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := nullif(own."activeOrganizationId", '');
  member neon_auth.member := neon_auth_internal.lock_membership(wanted, own."userId");
  target neon_auth.member := neon_auth_internal.find_member(wanted, auth.as_uuid(input ->> 'userId'));
  team   neon_auth.team;
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'member', 'update') then
    perform neon_auth_internal.fail('ADD_TEAM_MEMBER_NOT_ALLOWED');
  elsif target.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  end if;

  team := neon_auth_internal.find_team(input ->> 'teamId', member."organizationId");
  return neon_auth_internal.team_member_json(neon_auth_internal.join_team(team.id, target."userId"));
end
$$;

comment on function neon_auth_api.add_team_member(text, json) is
  'POST /organization/add-team-member: {teamId, userId}: a member of the active organization joins a team of it. Fails '
  'with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, ORGANIZATION_NOT_YOURS, ADD_TEAM_MEMBER_NOT_ALLOWED, TEAM_NOT_FOUND, '
  'TEAM_MEMBER_LIMIT_REACHED.';
