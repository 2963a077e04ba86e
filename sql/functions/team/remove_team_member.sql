create function neon_auth_api.remove_team_member(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own   neon_auth.session := neon_auth_internal.require_session(token_hash);
  named neon_auth."teamMember" := neon_auth_internal.named_team_member(own, input, 'delete', 'REMOVE_TEAM_MEMBER_NOT_ALLOWED');
begin
  if neon_auth_internal.remove('teamMember', array(
    select m.id from neon_auth."teamMember" m where m."teamId" = named."teamId" and m."userId" = named."userId")) = 0
  then
    perform neon_auth_internal.fail('NOT_IN_TEAM');
  end if;
  return json_build_object('message', 'Team member removed successfully.');
end
$$;

comment on function neon_auth_api.remove_team_member(text, json) is
  'POST /organization/remove-team-member: {teamId, userId}. Removes the user from a team of the active organization. '
  'Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, ORGANIZATION_NOT_YOURS, REMOVE_TEAM_MEMBER_NOT_ALLOWED, '
  'TEAM_NOT_FOUND, NOT_IN_TEAM.';
