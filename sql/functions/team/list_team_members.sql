create function neon_auth_api.list_team_members(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := coalesce(
    nullif(input ->> 'teamId', ''),
    (select o."activeTeamId"::text from neon_auth.session_origin o where o."sessionId" = own.id));
  answer json;
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_TEAM');
  end if;

  perform neon_auth_internal.require_open(t."organizationId", own) from neon_auth.team t where t.id = auth.as_uuid(wanted);
  select json_agg(neon_auth_internal.team_member_json(m) order by m."createdAt", m.id) into answer
  from neon_auth."teamMember" m
  where m."teamId" = auth.as_uuid(wanted)
  having bool_or(m."userId" = own."userId");
  if not found then
    perform neon_auth_internal.fail('NOT_IN_TEAM');
  end if;
  return answer;
end
$$;

comment on function neon_auth_api.list_team_members(text, json) is
  'GET /organization/list-team-members: {teamId}, by default the active team. Only for its members. Fails with '
  'UNAUTHORIZED, NO_ACTIVE_TEAM, NOT_IN_TEAM.';
