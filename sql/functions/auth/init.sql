create or replace function auth.init()
returns void
language sql
volatile
as $$
  select
$$;

comment on function auth.init() is 'Does nothing: keys are looked up with each token. Here for callers that know upstream.';
