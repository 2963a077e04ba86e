-- check_role_permission fails with INVALID_RESOURCE for a resource that Better Auth's roles do not have, and with
-- `refused`, listing what is missing, when a member grants permissions they do not have.
create function neon_auth_internal.check_role_permission(giver neon_auth.member, permission jsonb, refused text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  missing text[] := neon_auth_internal.missing_permissions(giver, permission);
begin
  if exists (
    select from jsonb_object_keys(permission) k (resource)
    where not exists (
      select from neon_auth_internal.organization_permission p
      where p."organizationId" = giver."organizationId" and p.role = 'owner' and p.resource = k.resource))
  then
    perform neon_auth_internal.fail('INVALID_RESOURCE');
  elsif missing <> '{}' then
    perform neon_auth_internal.fail_missing(refused, missing);
  end if;
end
$$;
