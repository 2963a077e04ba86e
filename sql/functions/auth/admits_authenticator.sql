-- admits_authenticator reports whether the login authenticator, which PostgREST and Neon use, may set claims by
-- default. Roles belong to the cluster, so it may not when another tenant created it: from Postgres 16 on, the creator
-- of a role is its administrator. trust_claims_from switches the default off by revoking TRIGGER from
-- pg_database_owner.
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
