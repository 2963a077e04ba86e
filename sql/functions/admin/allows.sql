-- allows reports whether one of the roles allows all requested permissions: {"resource": ["action"]}. A user without a
-- role has the role user. Roles are split at commas and not trimmed, as in the reference.
create function neon_auth_internal.allows(roles text, wanted jsonb)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select wanted <> '{}' and exists (
    select
    from unnest(string_to_array(coalesce(nullif(roles, ''), 'user'), ',')) as r (role)
    where not exists (
      select
      from jsonb_each(wanted) as w (resource, actions)
      left join neon_auth_internal.permission p on p.role = r.role and p.resource = w.resource
      where p.role is null or not w.actions <@ p.actions))
$$;
