-- Inlined into the query that calls it: a language sql function without SET, which calls no security definer when
-- nothing is signed in.
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

comment on function auth.uid() is
  'The id of the signed-in user, claim sub. Null when no user is signed in or the claim is not a uuid.';
