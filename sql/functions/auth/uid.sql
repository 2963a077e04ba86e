-- Planned into the query that calls it: a language sql shell without SET, which enters no definer
-- where nobody logged in.
create or replace function auth.uid()
returns uuid
language sql
stable
parallel restricted
as $$
  select case
    when pg_catalog.current_setting('neon_auth.context', true) operator(pg_catalog.<>) ''
      then (auth.verified_claims() operator(pg_catalog.->>) 'sub')::pg_catalog.uuid
    when auth.may_bring_claims() then auth.request_uid()
  end
$$;

comment on function auth.uid() is 'The id of whoever is there, claim sub; null when nobody is or it is no uuid.';
