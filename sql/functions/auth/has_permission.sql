-- A null permission, which may come from a column, is never granted.
create or replace function auth.has_permission(org uuid, permission text)
returns boolean
language sql
stable
parallel restricted
as $$
  select org operator(pg_catalog.=) any (auth.organization_ids(null, coalesce(permission, '')))
$$;

comment on function auth.has_permission(uuid, text) is
  'Whether a role that the signed-in user currently has in the organization allows the permission, '
  '''resource:action''. Returns false for a null permission. Index the column that a policy passes to it.';
