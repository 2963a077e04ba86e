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
