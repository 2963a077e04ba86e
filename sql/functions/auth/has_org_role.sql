-- A null role matches no member: it is replaced by a comma, which no role name contains.
create or replace function auth.has_org_role(org uuid, role text)
returns boolean
language sql
stable
parallel restricted
as $$
  select org operator(pg_catalog.=) any (auth.organization_ids(coalesce(role, ',')))
$$;

comment on function auth.has_org_role(uuid, text) is
  'Whether the signed-in user currently has the role in the organization. Returns false for a null role. Index the '
  'column that a policy passes to it.';
