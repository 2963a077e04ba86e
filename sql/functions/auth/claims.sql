-- claims returns the claims of the signed-in user, from one source: a verified context, even an invalid one, hides the
-- claims that the login set.
create or replace function auth.claims()
returns jsonb
language sql
stable
parallel restricted
as $$
  select case
    when pg_catalog.current_setting('neon_auth.context', true) operator(pg_catalog.<>) ''
      then auth.verified_claims()
    when auth.may_bring_claims() then auth.request_claims()
  end
$$;
