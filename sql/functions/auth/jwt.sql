create or replace function auth.jwt()
returns jsonb
language sql
stable
parallel restricted
as $$
  select coalesce(auth.claims(), 'null')
$$;

comment on function auth.jwt() is 'The same as auth.session().';
