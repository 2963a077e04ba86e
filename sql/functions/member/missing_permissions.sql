-- missing_permissions lists, as 'resource:action', the requested {resource: [action]} that none of a member's roles
-- allows.
create function neon_auth_internal.missing_permissions(m neon_auth.member, wanted jsonb)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(w.resource || ':' || a.action order by w.resource, a.position), '{}')
  from jsonb_each(wanted) w (resource, actions)
  cross join lateral jsonb_array_elements_text(w.actions) with ordinality a (action, position)
  where not neon_auth_internal.has_permission(m, w.resource, a.action)
$$;
