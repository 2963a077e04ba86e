create function neon_auth_api.update_member_role(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.requested_organization(own, input);
  roles  text := neon_auth_internal.roles_text(input -> 'role');
  member neon_auth.member;
  target neon_auth.member;
  leader text := (select c.creator_role from neon_auth_internal.config c);
begin
  if roles = '' then
    perform neon_auth_internal.fail('ROLE_MISSING');
  elsif wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  end if;

  member := neon_auth_internal.lock_own_membership(wanted, own);
  select m.* into target from neon_auth.member m where m.id = auth.as_uuid(input ->> 'memberId');
  if member.id is null or target.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif target."organizationId" <> member."organizationId" then
    perform neon_auth_internal.fail('UPDATE_MEMBER_NOT_ALLOWED');
  end if;

  if not neon_auth_internal.has_role(member.role, leader) and (
    neon_auth_internal.has_role(target.role, leader)
    or leader in (select trim(r) from unnest(string_to_array(roles, ',')) r)
    or not neon_auth_internal.has_permission(member, 'member', 'update'))
  then
    perform neon_auth_internal.fail('UPDATE_MEMBER_NOT_ALLOWED');
  elsif not neon_auth_internal.may_give_roles(member, roles || ',' || target.role) then
    perform neon_auth_internal.fail('UPDATE_MEMBER_NOT_ALLOWED');
  elsif not neon_auth_internal.has_role(roles, leader) and neon_auth_internal.is_last_owner(target) then
    perform neon_auth_internal.fail('OWNER_NEEDED');
  elsif (select o.dynamic_roles from neon_auth_internal.organization_option o) then
    -- Assigning a name before the role exists would grant whatever that role is later defined to allow.
    perform neon_auth_internal.fail('ROLE_NOT_FOUND', u.roles)
    from neon_auth_internal.unknown_roles(member."organizationId", roles) u (roles)
    where u.roles is not null;
  end if;

  update neon_auth.member m set role = roles where m.id = target.id returning m.* into target;
  return neon_auth_internal.member_json(target);
end
$$;

comment on function neon_auth_api.update_member_role(text, json) is
  'POST /organization/update-member-role: {role, memberId, organizationId}. role is a text or a list of texts; where '
  'organizations define roles, it must exist. Callers can only grant or remove permissions they have. Fails with '
  'UNAUTHORIZED, ROLE_MISSING, NO_ACTIVE_ORGANIZATION, MEMBER_NOT_FOUND, UPDATE_MEMBER_NOT_ALLOWED, OWNER_NEEDED, '
  'ROLE_NOT_FOUND.';
