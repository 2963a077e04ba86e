-- audit_differences compares audit_log's rows up to last_id with their seals. Months before expired are ignored.
create function neon_auth_internal.audit_differences(last_id bigint, expired date)
returns table (problem text, seal bigint, id bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with sealed as (
    select distinct on (e.id) e.id, s.id as seal, e.hash
    from neon_auth.audit_seal s
    cross join lateral unnest(s.ids, s.hashes) e (id, hash)
    where s.month < expired is not true
    order by e.id, s.id desc
  ), present as (
    select l.id, neon_auth_internal.audit_hash(l) as hash, count(*) over (partition by l.id) as copies
    from neon_auth.audit_log l
    where l.id <= last_id and l.at < expired at time zone 'UTC' is not true
  )
  select
    case when p.id is null then 'deleted' when s.id is null or p.copies > 1 then 'inserted' else 'changed' end,
    s.seal,
    coalesce(s.id, p.id)
  from sealed s
  full join present p on p.id = s.id
  where p.id is null or s.id is null or p.copies > 1 or p.hash <> s.hash
$$;
