create or replace function neon_auth.seal_audit()
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  place   constant text := neon_auth.branch_fingerprint();
  newest  bigint;
  own     xid8;
  oldest  xid8;
  horizon neon_auth.audit_horizon;
  final   bigint;
  batch   bigint[];
begin
  if pg_current_xact_id_if_assigned() is not null or current_setting('transaction_isolation') <> 'read committed' then
    return null; -- it needs a transaction of its own
  end if;
  -- A row's id is generated in a transaction that already has a number. So rows up to newest belong to transactions
  -- with lower numbers than this one, and are all visible once those have ended. No writer ever waits.
  newest := coalesce((select max(l.id) from neon_auth.audit_log l), 0);
  own := pg_current_xact_id();
  oldest := pg_snapshot_xmin(pg_current_snapshot());
  select * into horizon from neon_auth.audit_horizon for update skip locked;
  if not found then
    return null; -- another transaction is sealing
  end if;

  final := horizon."lastId";
  if oldest >= own then
    final := greatest(final, newest);
  elsif horizon."pendingPlace" = place and horizon."pendingXid" <= oldest then
    final := greatest(final, horizon."pendingId");
  end if;
  if final > horizon."lastId" or horizon."pendingPlace" is distinct from place then
    update neon_auth.audit_horizon set "pendingId" = newest, "pendingXid" = own, "pendingPlace" = place;
  end if;

  for round in 1..100 loop -- the next call does the rest
    batch := array(
      select l.id from neon_auth.audit_log l
      where l.id > horizon."lastId" and l.id <= final
      order by l.id
      limit 1000);
    horizon."lastId" := case when cardinality(batch) = 1000 then batch[1000] else final end;
    exit when batch = '{}';
    perform neon_auth_internal.seal_rows('rows', batch);
  end loop;
  update neon_auth.audit_horizon set "lastId" = horizon."lastId" where "lastId" < horizon."lastId";
  return (select h.seal || ' ' || encode(h.hash, 'hex') from neon_auth.audit_horizon h where h.seal > horizon.seal);
end
$$;

comment on function neon_auth.seal_audit() is
  'Seals the rows of audit_log whose transactions, and all earlier ones, have ended. Returns number and hash of the '
  'last seal, for verify_audit, or null when there is nothing to seal. The sidecar calls it once a minute and logs '
  'the result.';

create function neon_auth_api.seal_audit()
returns text
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(neon_auth.seal_audit(), '')
$$;

comment on function neon_auth_api.seal_audit() is
  'neon_auth.seal_audit for the sidecar, which calls it once a minute: number and hash of the last seal, empty when '
  'nothing was sealed.';
