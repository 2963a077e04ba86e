create function neon_auth_api.delete_role(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.role_member(own, input, 'delete', 'DELETE_ROLE_NOT_ALLOWED');
  gone   neon_auth."organizationRole";
begin
  if neon_auth_internal.is_predefined(input ->> 'roleName') then
    perform neon_auth_internal.fail('ROLE_IS_PREDEFINED');
  end if;
  gone := neon_auth_internal.find_role(member."organizationId", input);
  perform neon_auth_internal.fail('DELETE_ROLE_NOT_ALLOWED')
  where not neon_auth_internal.may_give_roles(member, gone.role);

  perform neon_auth_internal.remove('organizationRole', array[gone.id]);
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.delete_role(text, json) is
  'POST /organization/delete-role: {roleName or roleId, organizationId}, by default the active organization. Members '
  'keep the name of the role, which then grants nothing. Callers cannot delete a role with permissions they do not '
  'have. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, DELETE_ROLE_NOT_ALLOWED, ROLE_IS_PREDEFINED, '
  'ROLE_UNKNOWN.';
