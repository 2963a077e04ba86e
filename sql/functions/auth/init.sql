create or replace function auth.init()
returns void
language sql
volatile
as $$
  select
$$;

comment on function auth.init() is
  'Does nothing: keys are looked up for each token. For compatibility with pg_session_jwt.';
