create function neon_auth_api.update_team(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted  text := coalesce(nullif(input #>> '{data,organizationId}', ''), nullif(own."activeOrganizationId", ''));
  member  neon_auth.member := neon_auth_internal.find_own_member(wanted, own);
  changed neon_auth.team;
begin
  if wanted is null then
    return json 'null';
  elsif member.id is null or not neon_auth_internal.has_permission(member, 'team', 'update') then
    perform neon_auth_internal.fail('UPDATE_TEAM_NOT_ALLOWED');
  end if;

  changed := neon_auth_internal.find_team(input ->> 'teamId', member."organizationId");
  update neon_auth.team t
  set name = coalesce(input #>> '{data,name}', t.name)
  where t.id = changed.id
  returning t.* into changed;
  return neon_auth_internal.team_json(changed);
end
$$;

comment on function neon_auth_api.update_team(text, json) is
  'POST /organization/update-team: {teamId, data: {name, organizationId}}, by default the active organization. '
  'Returns null without an organization. Fails with UNAUTHORIZED, UPDATE_TEAM_NOT_ALLOWED, TEAM_NOT_FOUND.';
