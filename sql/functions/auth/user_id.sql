create or replace function auth.user_id()
returns text
language sql
stable
parallel restricted
as $$
  select pg_catalog.jsonb_path_query_first(
      auth.claims(), 'strict $.sub ? (@.type() == "string")', '{}', true)
    operator(pg_catalog.#>>) '{}'
$$;

comment on function auth.user_id() is
  'The id of the signed-in user as text, claim sub. Null when no user is signed in.';
