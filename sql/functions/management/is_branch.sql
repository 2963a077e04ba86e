-- is_branch reports whether neonauth is or was installed in a database: role neon_auth owns a schema there. A catalog that
-- all databases share says so, so nothing has to connect to the database.
create or replace function neon_auth_management.is_branch(database oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select from pg_shdepend s
    where s.dbid = database and s.classid = 'pg_namespace'::regclass and s.refclassid = 'pg_authid'::regclass
      and s.refobjid = 'neon_auth'::regrole and s.deptype = 'o');
end
$$;
