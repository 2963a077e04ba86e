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
