create or replace function neon_auth.expire_audit()
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  months  integer := (select c.audit_months from neon_auth_internal.config c);
  first   timestamptz := (date_trunc('month', now() at time zone 'UTC') - make_interval(months => months)) at time zone 'UTC';
  old     name;
  dropped integer := 0;
begin
  if months = 0 then
    return 0;
  end if;
  perform set_config('lock_timeout', '500ms', true);
  for old in
    select c.relname
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'neon_auth.audit_log'::regclass
      and c.relname ~ E'^audit_log_\\d{4}_\\d\\d$'
      and c.relname < 'audit_log_' || to_char(first at time zone 'UTC', 'YYYY_MM')
  loop
    execute format('drop table neon_auth.%I', old);
    dropped := dropped + 1;
  end loop;
  -- In batches: the sidecar calls this once a minute.
  delete from neon_auth.audit_log_default d
  where d.ctid = any (array(select o.ctid from neon_auth.audit_log_default o where o.at < first limit 10000));
  delete from neon_auth.refused_sign_in r
  where r.ctid = any (array(select o.ctid from neon_auth.refused_sign_in o where o.minute < first limit 10000));

  -- The seals of dropped months keep their place in the chain, which records that they have expired.
  if exists (select from neon_auth.audit_seal s where s.month < first at time zone 'UTC' and s.ids is not null) then
    perform from neon_auth.audit_horizon for update;
    update neon_auth.audit_seal s set ids = null, hashes = null where s.month < first at time zone 'UTC' and s.ids is not null;
    perform neon_auth_internal.add_seal('expiry', (first at time zone 'UTC')::date, null, null);
  end if;
  return dropped;
end
$$;

comment on function neon_auth.expire_audit() is
  'Drops audit_log''s partitions that are older than options.audit.retentionMonths (default 12; 0 keeps all), and '
  'returns their number. The sidecar calls it.';
