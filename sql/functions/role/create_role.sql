create function neon_auth_api.create_role(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  name   text := neon_auth_internal.role_name(input ->> 'role');
  member neon_auth.member := neon_auth_internal.role_member(
    own, input, 'create', 'CREATE_ROLE_NOT_ALLOWED', 'NO_ORGANIZATION_FOR_ROLE');
  made   neon_auth."organizationRole";
begin
  perform neon_auth_internal.check_role_permission(member, (input -> 'permission')::jsonb, 'CREATE_ROLE_NOT_ALLOWED');
  insert into neon_auth."organizationRole" as r ("organizationId", role, permission)
  values (member."organizationId", name, input ->> 'permission')
  on conflict ("organizationId", role) do nothing
  returning r.* into made;
  if made.id is null then
    perform neon_auth_internal.fail('ROLE_NAME_TAKEN');
  end if;
  return json_build_object(
    'success', true, 'roleData', neon_auth_internal.role_json(made), 'statements', input -> 'permission');
end
$$;

comment on function neon_auth_api.create_role(text, json) is
  'POST /organization/create-role: {role, permission: {resource: [action]}, organizationId}, by default the active '
  'organization. Callers can only grant permissions they have. Fails with UNAUTHORIZED, INVALID_VALUE for a name with '
  'a comma or surrounding blanks, ROLE_NAME_TAKEN, NO_ORGANIZATION_FOR_ROLE, NOT_A_MEMBER, CREATE_ROLE_NOT_ALLOWED, '
  'INVALID_RESOURCE, TOO_MANY_ROLES.';
