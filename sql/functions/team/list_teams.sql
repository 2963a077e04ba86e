create function neon_auth_api.list_teams(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.requested_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_own_member(wanted, own);
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('LIST_TEAMS_NOT_ALLOWED');
  end if;
  return neon_auth_internal.teams_json(member."organizationId");
end
$$;

comment on function neon_auth_api.list_teams(text, json) is
  'GET /organization/list-teams: {organizationId}, by default the active organization. Fails with UNAUTHORIZED, '
  'NO_ACTIVE_ORGANIZATION, LIST_TEAMS_NOT_ALLOWED if the caller is not a member.';
