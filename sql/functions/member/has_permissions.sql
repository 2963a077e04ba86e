-- has_permissions reports whether a single role of a member allows all requested {resource: [action]}. It returns false
-- for an empty request, and for a resource that the role does not have.
create function neon_auth_internal.has_permissions(m neon_auth.member, wanted jsonb)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select wanted <> '{}' and exists (
    select from unnest(string_to_array(m.role, ',')) r (role)
    where not exists (
      select from jsonb_each(wanted) w (resource, actions)
      where not exists (
        select from neon_auth_internal.organization_permission p
        where p."organizationId" = m."organizationId"
          and p.role = r.role
          and p.resource = w.resource
          and p.actions @> w.actions)))
$$;
