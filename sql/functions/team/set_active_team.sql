create function neon_auth_api.set_active_team(token_hash text, input json)
returns setof neon_auth_api.organization_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  active uuid := (select o."activeTeamId" from neon_auth.session_origin o where o."sessionId" = own.id);
  wanted text := coalesce(nullif(input ->> 'teamId', ''), active::text);
  chosen neon_auth.team;
begin
  if json_typeof(input -> 'teamId') = 'null' or wanted is null then
    perform neon_auth_internal.activate_team(own.id, null) where active is not null;
    return query select '', active is not null, 'null'::json;
    return;
  end if;

  select * into chosen from neon_auth.team t where t.id = auth.as_uuid(wanted);
  if not found then
    perform neon_auth_internal.fail('TEAM_NOT_FOUND');
  elsif not exists (
    select from neon_auth."teamMember" m where m."teamId" = chosen.id and m."userId" = own."userId")
  then
    perform neon_auth_internal.fail('TEAM_CLOSED');
  end if;
  perform neon_auth_internal.require_open(chosen."organizationId", own);

  perform neon_auth_internal.activate_team(own.id, chosen.id);
  return query select '', true, neon_auth_internal.team_json(chosen)::json;
end
$$;

comment on function neon_auth_api.set_active_team(text, json) is
  'POST /organization/set-active-team: {teamId}. Null unsets it. Without teamId, the active team stays. activated: '
  'the response must set the session cookie. Fails with UNAUTHORIZED, TEAM_NOT_FOUND, TEAM_CLOSED.';
