create or replace function auth.session()
returns jsonb
language sql
stable
parallel restricted
as $$
  select coalesce(auth.claims(), 'null')
$$;

comment on function auth.session() is 'The claims of whoever is there; JSON null when nobody is.';
