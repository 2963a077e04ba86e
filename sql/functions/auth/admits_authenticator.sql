-- admits_authenticator reports whether login authenticator, PostgREST's and Neon's, may bring claims without being
-- named. Roles belong to the cluster, so not when another tenant made it: Postgres 16 and later make who creates a role
-- its administrator. trust_claims_from ends it by taking TRIGGER from pg_database_owner.
create or replace function auth.admits_authenticator()
returns boolean
language plpgsql
stable
parallel restricted
as $$
begin
  return pg_catalog.has_table_privilege(
      'pg_database_owner', 'auth.claims_source'::pg_catalog.regclass, 'trigger')
    and not exists (
      select
      from pg_catalog.pg_database d
      join pg_catalog.pg_auth_members m
        on m.roleid operator(pg_catalog.=) pg_catalog.to_regrole('authenticator')::pg_catalog.oid and m.admin_option
      join pg_catalog.pg_roles r on r.oid operator(pg_catalog.=) m.member
      where d.datname operator(pg_catalog.=) pg_catalog.current_database()
        and not r.rolsuper
        and not pg_catalog.pg_has_role(m.member, d.datdba, 'member')
        and not pg_catalog.pg_has_role(d.datdba, m.member, 'member')
        and not pg_catalog.pg_has_role(m.member, 'neon_auth', 'member'));
end
$$;
