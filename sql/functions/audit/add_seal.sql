-- add_seal appends a seal to the chain. The caller must have locked audit_horizon.
create function neon_auth_internal.add_seal(kind text, month date, ids bigint[], hashes bytea[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  horizon neon_auth.audit_horizon;
  made    neon_auth.audit_seal;
begin
  select * into strict horizon from neon_auth.audit_horizon;
  made.id := horizon.seal + 1;
  made.at := clock_timestamp();
  made.kind := add_seal.kind;
  made.month := add_seal.month;
  made."databaseRole" := session_user;
  made.ids := add_seal.ids;
  made.hashes := add_seal.hashes;
  made.digest := neon_auth_internal.seal_digest(add_seal.ids, add_seal.hashes);
  made.hash := neon_auth_internal.seal_hash(made, horizon.hash);
  insert into neon_auth.audit_seal values (made.*);
  update neon_auth.audit_horizon set seal = made.id, hash = made.hash;
end
$$;

-- seal_rows seals the rows of audit_log with the given ids, with one seal per month.
create function neon_auth_internal.seal_rows(kind text, ids bigint[])
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.add_seal(seal_rows.kind, m.month, m.ids, m.hashes)
  from (
    select
      date_trunc('month', l.at at time zone 'UTC')::date as month,
      array_agg(l.id order by l.id) as ids,
      array_agg(neon_auth_internal.audit_hash(l) order by l.id) as hashes
    from neon_auth.audit_log l
    where l.id = any (seal_rows.ids)
    group by 1
    order by 1
  ) m
$$;
