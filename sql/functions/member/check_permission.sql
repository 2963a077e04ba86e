create function neon_auth_api.check_permission(token_hash text, input json)
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
    perform neon_auth_internal.fail('ORGANIZATION_UNKNOWN_TO_YOU');
  end if;
  return json_build_object('error', null, 'success', neon_auth_internal.has_permissions(
    member, coalesce(input -> 'permissions', input -> 'permission')::jsonb));
end
$$;

comment on function neon_auth_api.check_permission(text, json) is
  'POST /organization/has-permission: {permissions: {resource: [action]}, organizationId}. Returns whether a single '
  'role of the caller allows all of them. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, '
  'ORGANIZATION_UNKNOWN_TO_YOU.';
