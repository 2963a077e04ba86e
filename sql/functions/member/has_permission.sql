-- has_permission reports whether one of a member's roles allows the action.
create function neon_auth_internal.has_permission(m neon_auth.member, resource text, action text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select from neon_auth_internal.organization_permission p
    where p."organizationId" = m."organizationId"
      and p.role = any (string_to_array(m.role, ','))
      and p.resource = has_permission.resource
      and p.actions ? has_permission.action);
end
$$;
