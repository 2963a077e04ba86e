create or replace function auth.organization()
returns jsonb
language sql
stable
parallel restricted
as $$
  select pg_catalog.jsonb_path_query_first(
    auth.claims(), 'strict $.o ? (@.type() == "object")', '{}', true)
$$;

comment on function auth.organization() is
  'Claim o, {id, slug, role} of the active organization. Null when there is none.';
