-- accepted_code lists the functions of the triggers that others have added to a neonauth table, with versions.
create function neon_auth_internal.accepted_code(on_table oid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(concat_ws(':', t.oid, p.oid, p.xmin, p.ctid), ',' order by t.oid)
  from pg_trigger t
  join pg_proc p on p.oid = t.tgfoid
  where t.tgrelid = accepted_code.on_table and not t.tgisinternal
    and p.pronamespace not in ('neon_auth'::regnamespace, 'neon_auth_internal'::regnamespace)
$$;
