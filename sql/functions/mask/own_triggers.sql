-- own_triggers switches the triggers off (or on again) that mail users about a change of their address, and record old
-- values: mask_users deletes both afterwards. The tables are locked.
create function neon_auth_internal.own_triggers(enabled boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own record;
begin
  for own in
    select t.tgrelid::regclass as on_table, t.tgname
    from pg_trigger t
    where t.tgrelid in (select c.on_table from neon_auth_internal.mask_column c where c.treatment <> 'keep')
      and t.tgfoid in (select p.oid from pg_proc p where p.pronamespace = 'neon_auth_internal'::regnamespace)
      and not t.tgisinternal
      and t.tgname in ('audit', 'audit_truncate', 'end_by_email', 'end_by_lost_password', 'touch_updated_at', 'notify_sidecars')
  loop
    execute format('alter table %s %s trigger %I', own.on_table, case when enabled then 'enable' else 'disable' end, own.tgname);
  end loop;
end
$$;
