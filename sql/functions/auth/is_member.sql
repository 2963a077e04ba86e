-- This function, has_org_role and has_permission are inlined into the query. An index that begins with the column is
-- then scanned for the list of organizations, which is computed once.
create or replace function auth.is_member(org uuid)
returns boolean
language sql
stable
parallel restricted
as $$
  select org operator(pg_catalog.=) any (auth.organization_ids())
$$;

comment on function auth.is_member(uuid) is
  'Whether the signed-in user is currently a member of the organization, regardless of the claims in their token. '
  'Index the column that a policy passes to it.';
