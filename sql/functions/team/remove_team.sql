create function neon_auth_api.remove_team(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.requested_organization(own, input);
  member neon_auth.member := neon_auth_internal.lock_own_membership(wanted, own);
  gone   neon_auth.team;
begin
  if wanted is null then
    return json 'null';
  elsif member.id is null or exists (
    select from neon_auth.session_origin o
    where o."sessionId" = own.id and o."activeTeamId" = auth.as_uuid(input ->> 'teamId'))
  then
    perform neon_auth_internal.fail('DELETE_TEAM_NOT_ALLOWED');
  elsif not neon_auth_internal.has_permission(member, 'team', 'delete') then
    perform neon_auth_internal.fail('DELETE_TEAMS_NOT_ALLOWED');
  end if;

  gone := neon_auth_internal.find_team(input ->> 'teamId', member."organizationId");
  if not (select o.may_remove_all_teams from neon_auth_internal.organization_option o) and not exists (
    select from neon_auth.team t where t."organizationId" = member."organizationId" and t.id <> gone.id)
  then
    perform neon_auth_internal.fail('LAST_TEAM');
  end if;

  perform neon_auth_internal.remove('team', array[gone.id]);
  return json_build_object('message', 'Team removed successfully.');
end
$$;

comment on function neon_auth_api.remove_team(text, json) is
  'POST /organization/remove-team: {teamId, organizationId}, by default the active organization. Returns null without '
  'an organization. Does not remove the caller''s active team. Fails with UNAUTHORIZED, DELETE_TEAM_NOT_ALLOWED, '
  'DELETE_TEAMS_NOT_ALLOWED, TEAM_NOT_FOUND, LAST_TEAM.';
