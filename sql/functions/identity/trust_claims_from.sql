create or replace function neon_auth.trust_claims_from(roles name[] default null)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  role text;
begin
  perform neon_auth_internal.record_grant('claims_source', null, roles::text[]);
  for role in
    select distinct coalesce(quote_ident(r.rolname), 'public')
    from pg_class c, aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
    where c.oid = 'auth.claims_source'::regclass and a.grantee <> c.relowner
      and a.privilege_type in ('REFERENCES', 'TRIGGER')
  loop
    execute format('revoke references, trigger on auth.claims_source from %s', role);
  end loop;

  if coalesce(cardinality(roles), 0) = 0 then
    grant references, trigger on auth.claims_source to pg_database_owner;
    return;
  end if;
  foreach role in array roles loop
    execute format('grant references on auth.claims_source to %s', quote_ident(role)::regrole);
  end loop;
end
$$;

comment on function neon_auth.trust_claims_from(name[]) is
  'Only these logins, and logins that inherit from them, may set request.jwt.claims. For other logins the setting is '
  'ignored. Superusers may always set it. Null or an empty list restores the default: the database''s owner and '
  'authenticator.';
