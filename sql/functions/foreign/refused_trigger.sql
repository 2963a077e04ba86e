-- refused_trigger returns why a trigger or constraint that others added to a neonauth table keeps neonauth from changing
-- it, null when there is none.
create function neon_auth_internal.refused_trigger(on_table oid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    case
      when t.tgisinternal then format('constraint %I of %s must not refer to neon_auth.%I', k.conname, k.conrelid::regclass, c.relname)
      when t.tgtype & 3 = 0 and t.tgname > '~exchanged' then
        format('trigger %I on neon_auth.%I must have a name that sorts before "~"', t.tgname, c.relname)
      else format(
        'trigger %I on neon_auth.%I would run with the rights of neon_auth: make function %s security definer, with '
        '"set search_path", and call no function in the trigger''s condition', t.tgname, c.relname, p.oid::regprocedure)
    end
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_proc p on p.oid = t.tgfoid
  left join pg_constraint k on k.oid = t.tgconstraint
  where t.tgrelid = refused_trigger.on_table and t.tgenabled <> 'D' and p.pronamespace <> 'neon_auth_internal'::regnamespace
    and (p.pronamespace, p.proname) <> ('neon_auth'::regnamespace, 'sync_users')
    and case when t.tgisinternal then
      k.conrelid::oid <> t.tgrelid and k.connamespace <> 'neon_auth'::regnamespace
      and not has_table_privilege('pg_database_owner', t.tgrelid, 'references')
    else
      not p.prosecdef and p.oid >= 16384 and not (select r.rolsuper from pg_roles r where r.oid = p.proowner)
      or p.prosecdef and p.proowner in ('neon_auth'::regrole, 'neon_auth_writer'::regrole)
      or t.tgqual is not null and exists (
        select from pg_depend d
        where d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.refclassid <> 'pg_class'::regclass
          and (d.refclassid, d.refobjid) <> ('pg_proc'::regclass, t.tgfoid))
      or t.tgtype & 3 = 0 and t.tgname > '~exchanged'
    end
  limit 1
$$;
