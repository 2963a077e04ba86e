-- Null is a permission that nobody has: it may come from a column.
create or replace function auth.has_permission(org uuid, permission text)
returns boolean
language sql
stable
parallel restricted
as $$
  select org operator(pg_catalog.=) any (auth.organization_ids(null, coalesce(permission, '')))
$$;

comment on function auth.has_permission(uuid, text) is
  'Whether a role that whoever is there has in the organization now allows the permission, ''resource:action''. Index '
  'the column it is given in a policy.';
