-- may_bring_claims reports whether the request.jwt.claims of this login are accepted: those of the database's owner, of
-- logins that inherit from them, of superusers, of authenticator and of logins that neon_auth.trust_claims_from names.
-- It checks the login, session_user. Membership of authenticated proves nothing, because that role belongs to the
-- cluster.
create or replace function auth.may_bring_claims()
returns boolean
language sql
stable
parallel restricted
as $$
  select pg_catalog.has_table_privilege(
      session_user, 'auth.claims_source'::pg_catalog.regclass, 'references')
    or session_user operator(pg_catalog.=) 'authenticator' and auth.admits_authenticator()
$$;
