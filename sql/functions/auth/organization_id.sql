create or replace function auth.organization_id()
returns uuid
language sql
stable
parallel restricted
as $$
  select auth.as_uuid(auth.claims() operator(pg_catalog.->) 'o' operator(pg_catalog.->>) 'id')
$$;

comment on function auth.organization_id() is 'The id in claim o. Null when there is none or it is not a uuid.';
