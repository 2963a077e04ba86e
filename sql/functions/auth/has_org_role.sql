-- Null is a role that nobody has: no name of one has a comma.
create or replace function auth.has_org_role(org uuid, role text)
returns boolean
language sql
stable
parallel restricted
as $$
  select org operator(pg_catalog.=) any (auth.organization_ids(coalesce(role, ',')))
$$;

comment on function auth.has_org_role(uuid, text) is
  'Whether whoever is there has the role in the organization now. Index the column it is given in a policy.';
