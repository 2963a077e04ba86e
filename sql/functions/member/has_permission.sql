-- has_permission says whether one of a member's roles, separated by commas, allows the action.
create function neon_auth_internal.has_permission(roles text, resource text, action text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from neon_auth_internal.organization_permission p
    where p.role = any (string_to_array(roles, ','))
      and p.resource = has_permission.resource
      and p.action = has_permission.action)
$$;

-- has_permissions says whether a single role allows everything that is asked: {resource: [action]}. Asking for
-- nothing at all, or for a resource that nobody knows, is refused.
create function neon_auth_internal.has_permissions(roles text, wanted jsonb)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select wanted <> '{}' and exists (
    select from unnest(string_to_array(roles, ',')) r (role)
    where exists (select from neon_auth_internal.organization_permission p where p.role = r.role)
      and not exists (
        select from jsonb_each(wanted) w (resource, actions)
        where not exists (select from neon_auth_internal.organization_permission p where p.resource = w.resource)
          or exists (
            select from jsonb_array_elements_text(w.actions) a (action)
            where not neon_auth_internal.has_permission(r.role, w.resource, a.action))))
$$;
