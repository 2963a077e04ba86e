-- seal_digest returns the digest of what a seal covers.
create function neon_auth_internal.seal_digest(ids bigint[], hashes bytea[])
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(convert_to(coalesce((
    select string_agg(e.id || ' ' || encode(e.hash, 'hex'), ',' order by e.position)
    from unnest(ids, hashes) with ordinality e (id, hash, position)), ''), 'UTF8'))
$$;
