create function neon_auth_api.update_role(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  member  neon_auth.member := neon_auth_internal.role_member(own, input, 'update', 'UPDATE_ROLE_NOT_ALLOWED');
  changed neon_auth."organizationRole" := neon_auth_internal.find_role(member."organizationId", input);
  wanted  json := input #> '{data,permission}';
begin
  -- The caller must also have the permissions that the role loses, and those it has under its old name.
  perform neon_auth_internal.fail('UPDATE_ROLE_NOT_ALLOWED')
  where not neon_auth_internal.may_give_roles(member, changed.role);
  if wanted is not null then
    perform neon_auth_internal.check_role_permission(member, wanted::jsonb, 'UPDATE_ROLE_NOT_ALLOWED');
    changed.permission := wanted;
  end if;
  if input #>> '{data,roleName}' <> '' then
    changed.role := neon_auth_internal.role_name(input #>> '{data,roleName}');
    if exists (
      select from neon_auth."organizationRole" r
      where r."organizationId" = changed."organizationId" and r.role = changed.role)
    then
      perform neon_auth_internal.fail('ROLE_NAME_TAKEN');
    end if;
  end if;

  update neon_auth."organizationRole" r set permission = changed.permission where r.id = changed.id;
  if input #>> '{data,roleName}' <> '' then
    perform neon_auth_internal.rename('organizationRole', changed.id, changed.role);
  end if;
  return json_build_object('success', true, 'roleData', neon_auth_internal.role_json(changed));
end
$$;

comment on function neon_auth_api.update_role(text, json) is
  'POST /organization/update-role: {roleName or roleId, data: {permission, roleName}, organizationId}, by default the '
  'active organization. Returns the role with its previous updatedAt. Members keep the old name. Callers cannot '
  'change a role with permissions they do not have. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, '
  'UPDATE_ROLE_NOT_ALLOWED, ROLE_UNKNOWN, INVALID_RESOURCE, INVALID_VALUE, ROLE_NAME_TAKEN.';
