-- check_writer fails when code of others that ran as neon_auth_writer has created an object, or dropped one that
-- neon_auth_writer owns.
create function neon_auth_internal.check_writer()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if 3 <> (
    select count(*) filter (where d.objid in (
      'neon_auth_internal.write_marked(uuid)'::regprocedure, 'neon_auth_internal.fire_deferred(text)'::regprocedure,
      'neon_auth_internal.run_hook(oid, jsonb)'::regprocedure))
      + 4 * count(*) filter (where d.objid not in (
      'neon_auth_internal.write_marked(uuid)'::regprocedure, 'neon_auth_internal.fire_deferred(text)'::regprocedure,
      'neon_auth_internal.run_hook(oid, jsonb)'::regprocedure))
    from pg_shdepend d
    join pg_database b on b.oid = d.dbid and b.datname = current_database()
    where d.refclassid = 'pg_authid'::regclass and d.refobjid = 'neon_auth_writer'::regrole and d.deptype = 'o')
  then
    raise exception 'code of the app changed objects as neon_auth_writer' using errcode = 'insufficient_privilege';
  end if;
end
$$;
