-- find_claims_hook reports whether a function may add claims. It must be f(jsonb) returns jsonb, owned by the
-- database's owner or a superuser, and security definer: otherwise it would run with the rights of neon_auth.
create function neon_auth_internal.find_claims_hook(named text)
returns regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select p.oid::regprocedure
  from pg_proc p
  join pg_roles r on r.oid = p.proowner
  join pg_database d on d.datname = current_database()
  where p.oid = to_regprocedure(named)
    and p.prokind = 'f'
    and p.pronargs = 1
    and p.proargtypes[0] = 'jsonb'::regtype
    and p.prorettype = 'jsonb'::regtype
    and not p.proretset
    and p.prosecdef
    and (p.proowner = d.datdba or r.rolsuper)
$$;
