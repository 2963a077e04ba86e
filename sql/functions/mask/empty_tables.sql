-- empty_tables deletes the rows of the tables that mask_rule empties, and begins a new audit log. Sessions, which the
-- app's tables may reference, are removed.
create function neon_auth_internal.empty_tables(kept_ids text[], kept_addresses text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  emptied    record;
  last_event bigint := (select max(l.id) from neon_auth.audit_log l);
begin
  for emptied in
    select i.inhrelid::regclass as partition from pg_inherits i
    where i.inhparent = 'neon_auth.audit_log'::regclass and i.inhrelid <> 'neon_auth.audit_log_default'::regclass
  loop
    execute format('drop table %s', emptied.partition);
  end loop;
  perform neon_auth.prepare_audit();
  -- Statistics of a table without rows stay, so the values go first.
  update neon_auth.session s set "ipAddress" = null, "userAgent" = null, "impersonatedBy" = null;
  analyze neon_auth.session;
  -- Client addresses, the home database's registry, and sessions that are valid there only.
  truncate neon_auth_management.request_count, neon_auth_management.branch, neon_auth_management.console_session,
    neon_auth_management.console_code;
  perform neon_auth_internal.remove('session', array(select s.id from neon_auth.session s));
  update neon_auth.audit_horizon h
  set
    "lastId" = greatest(h."lastId", last_event), "pendingId" = null, "pendingXid" = null, "pendingPlace" = null,
    seal = 0, hash = '';
  for emptied in
    select
      c.on_table,
      neon_auth_internal.mask_condition(max(c.owner)) as condition,
      max(c.owner) is null
        and not exists (select from neon_auth_internal.foreign_code f where f.on_table = c.on_table)
        and not exists (select from pg_constraint k where k.confrelid = c.on_table and k.contype = 'f' and k.conrelid <> c.on_table)
        as whole
    from neon_auth_internal.mask_column c
    where c.treatment = 'empty' and c.relation <> 'session'
    group by c.on_table
  loop
    if emptied.whole then
      execute format('truncate table %s', emptied.on_table); -- leaves nothing in the files either
    else
      execute format('delete from %s t where %s', emptied.on_table, emptied.condition)
      using null::bytea, kept_ids, kept_addresses;
    end if;
  end loop;
end
$$;
