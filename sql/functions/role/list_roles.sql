create function neon_auth_api.list_roles(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.role_member(own, input, 'read', 'LIST_ROLES_NOT_ALLOWED');
begin
  return (
    select coalesce(json_agg(neon_auth_internal.role_json(r) order by r."createdAt", r.id), '[]')
    from neon_auth."organizationRole" r
    where r."organizationId" = member."organizationId");
end
$$;

comment on function neon_auth_api.list_roles(text, json) is
  'GET /organization/list-roles: {organizationId}, by default the active organization. Returns the roles that the '
  'organization defined. Fails with UNAUTHORIZED, NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER, LIST_ROLES_NOT_ALLOWED.';
