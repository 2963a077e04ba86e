create function neon_auth_api.add_team_member(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own   neon_auth.session := neon_auth_internal.require_session(token_hash);
  named neon_auth."teamMember" := neon_auth_internal.named_team_member(own, input, 'update', 'ADD_TEAM_MEMBER_NOT_ALLOWED');
begin
  return neon_auth_internal.team_member_json(neon_auth_internal.join_team(named."teamId", named."userId"));
end
$$;

comment on function neon_auth_api.add_team_member(text, json) is
  'POST /organization/add-team-member: {teamId, userId}. Adds a member of the active organization to one of its '
  'teams. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, ORGANIZATION_NOT_YOURS, ADD_TEAM_MEMBER_NOT_ALLOWED, '
  'TEAM_NOT_FOUND, TEAM_MEMBER_LIMIT_REACHED.';
