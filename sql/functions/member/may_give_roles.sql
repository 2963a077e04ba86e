-- may_give_roles reports whether a member may grant or remove the given roles: only roles whose permissions they all
-- have. Blanks around a role's name are ignored.
create function neon_auth_internal.may_give_roles(giver neon_auth.member, given text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select not exists (
    select from neon_auth_internal.organization_permission p
    where p."organizationId" = giver."organizationId"
      and p.role in (select trim(r) from unnest(string_to_array(given, ',')) r)
      and neon_auth_internal.missing_permissions(giver, jsonb_build_object(p.resource, p.actions)) <> '{}')
$$;
