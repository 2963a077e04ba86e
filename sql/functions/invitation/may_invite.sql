-- may_invite reports whether a member may invite to these roles. False when there is no member.
create function neon_auth_internal.may_invite(inviter neon_auth.member, roles text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  leader text := (select c.creator_role from neon_auth_internal.config c);
begin
  return inviter.id is not null
    and neon_auth_internal.has_permission(inviter, 'invitation', 'create')
    and (inviter.role = leader or not neon_auth_internal.has_role(roles, leader))
    and neon_auth_internal.may_give_roles(inviter, roles);
end
$$;
