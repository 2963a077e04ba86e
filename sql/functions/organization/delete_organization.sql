create function neon_auth_api.delete_organization(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.lock_own_membership(input ->> 'organizationId', own);
  gone   neon_auth.organization;
begin
  if input ->> 'organizationId' = '' then
    return json 'null';
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'organization', 'delete') then
    perform neon_auth_internal.fail('DELETE_ORGANIZATION_NOT_ALLOWED');
  end if;

  -- Its members and invitations are deleted too.
  select o.* into strict gone from neon_auth.organization o where o.id = member."organizationId" for update;
  perform neon_auth_internal.remove('organization', array[gone.id]);
  if own."activeOrganizationId" = gone.id::text then
    perform neon_auth_internal.activate_organization(own.id, null);
  end if;
  return neon_auth_internal.organization_json(gone);
end
$$;

comment on function neon_auth_api.delete_organization(text, json) is
  'POST /organization/delete: {organizationId}. Returns the deleted organization, or null for an empty id. Fails with '
  'UNAUTHORIZED, ORGANIZATION_NOT_YOURS, DELETE_ORGANIZATION_NOT_ALLOWED.';
