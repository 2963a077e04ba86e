-- may_bring_claims says whether this login is one whose request.jwt.claims count
-- (neon_auth.trust_claims_from).
create or replace function auth.may_bring_claims()
returns boolean
language sql
stable
parallel restricted
as $$
  select pg_catalog.has_table_privilege(
    session_user, 'auth.claims_source'::pg_catalog.regclass, 'references')
$$;
