create function neon_auth_api.remove_team_member(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := nullif(own."activeOrganizationId", '');
  member neon_auth.member := neon_auth_internal.find_member(wanted, own."userId");
  target neon_auth.member := neon_auth_internal.find_member(wanted, auth.as_uuid(input ->> 'userId'));
  team   neon_auth.team;
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'member', 'delete') then
    perform neon_auth_internal.fail('REMOVE_TEAM_MEMBER_NOT_ALLOWED');
  elsif target.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  end if;

  team := neon_auth_internal.find_team(input ->> 'teamId', member."organizationId");
  delete from neon_auth."teamMember" m where m."teamId" = team.id and m."userId" = target."userId";
  if not found then
    perform neon_auth_internal.fail('NOT_IN_TEAM');
  end if;
  return json_build_object('message', 'Team member removed successfully.');
end
$$;

comment on function neon_auth_api.remove_team_member(text, json) is
  'POST /organization/remove-team-member: {teamId, userId}: out of a team of the active organization. Fails with '
  'UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, ORGANIZATION_NOT_YOURS, REMOVE_TEAM_MEMBER_NOT_ALLOWED, TEAM_NOT_FOUND, '
  'NOT_IN_TEAM.';
