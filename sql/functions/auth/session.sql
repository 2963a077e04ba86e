create or replace function auth.session()
returns jsonb
language sql
stable
parallel restricted
as $$
  select coalesce(auth.claims(), 'null')
$$;

comment on function auth.session() is 'The claims of the signed-in user. JSON null when no user is signed in.';
