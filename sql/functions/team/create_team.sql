create function neon_auth_api.create_team(token_hash text, input json)
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
  made   neon_auth.team;
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('INVITE_NOT_ALLOWED'); -- the reference's message
  elsif not neon_auth_internal.has_permission(member, 'team', 'create') then
    perform neon_auth_internal.fail('CREATE_TEAM_NOT_ALLOWED');
  end if;

  insert into neon_auth.team as t (name, "organizationId", "updatedAt")
  values (input ->> 'name', member."organizationId", now())
  returning t.* into made;
  return neon_auth_internal.team_json(made);
end
$$;

comment on function neon_auth_api.create_team(text, json) is
  'POST /organization/create-team: {name, organizationId}, by default the active organization. Fails with '
  'UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, INVITE_NOT_ALLOWED if the caller is not a member, CREATE_TEAM_NOT_ALLOWED, '
  'TOO_MANY_TEAMS.';
