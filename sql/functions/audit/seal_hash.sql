-- seal_hash returns the hash of a seal, given the one before.
create function neon_auth_internal.seal_hash(s neon_auth.audit_seal, previous bytea)
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(previous || convert_to(jsonb_build_array(
    s.id, extract(epoch from s.at)::text, s.kind, to_char(s.month, 'YYYY-MM'), s."databaseRole", encode(s.digest, 'hex'))::text, 'UTF8'))
$$;
