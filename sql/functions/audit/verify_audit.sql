create or replace function neon_auth.verify_audit(known_hash text default null)
returns table (problem text, seal bigint, rows bigint, ids bigint[])
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  horizon neon_auth.audit_horizon;
  expired date := (select max(s.month) from neon_auth.audit_seal s where s.kind = 'expiry');
begin
  select * into horizon from neon_auth.audit_horizon;
  -- The chain: every seal follows from the previous one, and the last seal is the one that was created last.
  return query
  select c.problem, c.id, null::bigint, null::bigint[]
  from (
    select s.id, case
      when s.id <> lag(s.id, 1, 0::bigint) over w + 1 then 'seals before this one are missing'
      when s.hash <> neon_auth_internal.seal_hash(s, lag(s.hash, 1, ''::bytea) over w) then 'the seal was changed'
      when s.kind <> 'expiry' and s.ids is null and s.month < expired is not true then 'the seal was emptied'
      when s.ids is not null and s.digest <> neon_auth_internal.seal_digest(s.ids, s.hashes) then 'the seal was changed'
      end as problem
    from neon_auth.audit_seal s
    window w as (order by s.id)
  ) c
  where c.problem is not null
  order by c.id;

  if (horizon.seal, horizon.hash) is distinct from (
    coalesce((select max(s.id) from neon_auth.audit_seal s), 0),
    coalesce((select s.hash from neon_auth.audit_seal s order by s.id desc limit 1), ''::bytea))
  then
    return query select 'the last seals are missing', horizon.seal, null::bigint, null::bigint[];
  end if;
  if known_hash is not null and not exists (
    select from neon_auth.audit_seal s where encode(s.hash, 'hex') = split_part(known_hash, ' ', 1 + (known_hash ~ ' ')::integer))
  then
    return query select 'no seal has the known hash: the chain was made again', null::bigint, null::bigint, null::bigint[];
  end if;

  -- The rows: each must match its last seal.
  return query
  select d.problem, d.seal, count(*), (array_agg(d.id order by d.id))[1:100]
  from neon_auth_internal.audit_differences(horizon."lastId", expired) d
  group by d.problem, d.seal
  order by d.seal, d.problem;
end
$$;

comment on function neon_auth.verify_audit(text) is
  'Lists what does not agree with the chain of seals: rows of audit_log that were changed, deleted, truncated or '
  'inserted after they were sealed, and seals that were changed or removed. No rows means that everything agrees. '
  'rows: number of affected rows. ids: the first hundred. A superuser could compute a new chain; known_hash, which '
  'seal_audit returned or the sidecar logged earlier, detects that. Rows of the last minute, or younger than the '
  'oldest running transaction, are not sealed yet.';
