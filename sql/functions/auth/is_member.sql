-- A shell that is planned into the query, here and in the two others: a column that an index begins with is
-- looked up by the list, which is made once.
create or replace function auth.is_member(org uuid)
returns boolean
language sql
stable
parallel restricted
as $$
  select org operator(pg_catalog.=) any (auth.organization_ids())
$$;

comment on function auth.is_member(uuid) is
  'Whether whoever is there is a member of the organization now, whatever his token says. Index the column it is '
  'given in a policy.';
