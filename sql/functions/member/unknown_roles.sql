-- unknown_roles returns those of the given roles that an organization does not have, separated by ', '. Returns null
-- when it has all.
create function neon_auth_internal.unknown_roles(organization_id uuid, roles text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(trim(r.role), ', ' order by r.position)
  from unnest(string_to_array(roles, ',')) with ordinality as r (role, position)
  where trim(r.role) <> '' and not exists (
    select from neon_auth_internal.organization_permission p
    where p."organizationId" = unknown_roles.organization_id and p.role = trim(r.role))
$$;
