create function neon_auth_api.get_role(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  member neon_auth.member;
begin
  if coalesce(input ->> 'roleName', input ->> 'roleId') is null then
    perform neon_auth_internal.fail('ROLE_NOT_NAMED');
  end if;
  own := neon_auth_internal.require_session(token_hash);
  member := neon_auth_internal.role_member(own, input, 'read', 'READ_ROLE_NOT_ALLOWED');
  return neon_auth_internal.role_json(neon_auth_internal.find_role(member."organizationId", input));
end
$$;

comment on function neon_auth_api.get_role(text, json) is
  'GET /organization/get-role: {roleName or roleId, organizationId}, by default the active organization. Fails with '
  'ROLE_NOT_NAMED, UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, READ_ROLE_NOT_ALLOWED, ROLE_UNKNOWN.';
