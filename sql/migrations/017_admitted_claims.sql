-- Claims are no longer accepted from any login of the cluster: PUBLIC may connect to every database, and role
-- authenticated belongs to all of them. By default the database's owner may bring claims, and login authenticator, for
-- which TRIGGER stands (auth.admits_authenticator). A list that neon_auth.trust_claims_from made stays as it is.
do $$
declare
  login name;
begin
  if not has_table_privilege('public', 'auth.claims_source', 'references') then
    return;
  end if;
  revoke references on auth.claims_source from public;
  grant references, trigger on auth.claims_source to pg_database_owner;

  -- An app that is installed already keeps working: its login has rights in this database, which those of other
  -- tenants have not.
  for login in
    select r.rolname
    from pg_roles r
    where exists (select from neon_auth.installation)
      and r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, 'authenticated', 'member')
      and exists (
        select
        from pg_shdepend d, pg_database here
        where here.datname = current_database() and d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid
          and (d.dbid = here.oid or d.classid = 'pg_database'::regclass and d.objid = here.oid))
  loop
    execute format('grant references on auth.claims_source to %I', login);
  end loop;
end
$$;

comment on table auth.claims_source is
  'empty: a login with REFERENCES on it may set request.jwt.claims; see neon_auth.trust_claims_from';
