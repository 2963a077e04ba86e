-- check_roles_to_give fails with ROLE_NOT_FOUND for roles that an organization does not have, and with
-- INVITE_ROLE_NOT_ALLOWED for roles that this member may not grant.
create function neon_auth_internal.check_roles_to_give(giver neon_auth.member, roles text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  leader  text := (select c.creator_role from neon_auth_internal.config c);
  unknown text := neon_auth_internal.unknown_roles(giver."organizationId", roles);
begin
  if unknown is not null then
    perform neon_auth_internal.fail('ROLE_NOT_FOUND', unknown);
  elsif giver.role <> leader and neon_auth_internal.has_role(roles, leader)
    or not neon_auth_internal.may_give_roles(giver, roles)
  then
    perform neon_auth_internal.fail('INVITE_ROLE_NOT_ALLOWED');
  end if;
end
$$;
