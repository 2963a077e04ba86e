-- record writes to the audit log what no trigger records: operations on the project, and changes of keys. It does nothing
-- while auth is disabled and its data deleted. key_hash identifies the management key that did it; null: the command line.
create or replace function neon_auth_management.record(
  entity text, action text, target text, detail jsonb, key_hash bytea default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regclass('neon_auth.audit_log') is null then
    return;
  end if;
  insert into neon_auth.audit_log (entity, action, target, "managementKey", after)
  values (
    record.entity, record.action, record.target,
    (select k.name || ' (' || k.start || '…)' from neon_auth_management.key k where k.hash = key_hash),
    record.detail);
end
$$;
