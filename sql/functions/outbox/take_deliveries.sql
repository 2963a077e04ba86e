create view neon_auth_api.delivery_row as
select o.id, o.kind, o.recipient, o.facts, o.sealed, o.attempts,
  coalesce(o.language, '') as language,
  0::integer as expires_in
from neon_auth.outbox o;

create function neon_auth_api.take_deliveries(batch integer, lease_seconds integer)
returns setof neon_auth_api.delivery_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      constant text := neon_auth.branch_identity();
  outbound constant text := neon_auth_internal.outbound();
begin
  update neon_auth.outbox o
  set state = 'dead', sealed = null, "finishedAt" = now(), "lastError" = concat_ws('; ', 'expired', o."lastError")
  where o.id = any (array(
    select late.id
    from neon_auth.outbox late
    where late.state = 'waiting' and late."expiresAt" <= now() and late."nextAttemptAt" <= now()
    order by late."expiresAt"
    limit 10000 -- the next call does the rest
    for update skip locked));

  return query
  update neon_auth.outbox o
  set attempts = o.attempts + 1, "nextAttemptAt" = now() + make_interval(secs => lease_seconds)
  where o.id = any (array(
    -- Mails first: a slow webhook must not delay them. Each kind is read in the order of an index, so that a long queue
    -- is not sorted for each batch.
    select due.id
    from (
      select m.id
      from neon_auth.outbox m
      where m.state = 'waiting' and m.kind <> 'webhook' and m."nextAttemptAt" <= now()
        and (m."expiresAt" <= now()) is not true and m.branch = own and neon_auth_internal.is_sent(m.kind, outbound)
      order by m."nextAttemptAt"
      limit batch
      for update skip locked) due
    union all
    select due.id
    from (
      select e.id
      from neon_auth.outbox e
      where e.state = 'waiting' and e.kind = 'webhook' and e."nextAttemptAt" <= now()
        and (e."expiresAt" <= now()) is not true and e.branch = own and neon_auth_internal.is_sent(e.kind, outbound)
      order by e."nextAttemptAt"
      limit batch
      for update skip locked) due
    limit batch))
  returning
    o.id,
    o.kind,
    case when outbound like 'redirect:%' then substr(outbound, 10) else o.recipient end,
    case when outbound like 'redirect:%' then o.facts || jsonb_build_object('redirectedFrom', o.recipient) else o.facts end,
    o.sealed,
    o.attempts,
    coalesce(o.language, ''),
    greatest(ceil(extract(epoch from o."expiresAt" - statement_timestamp()))::integer, 0); -- what is left of it
end
$$;

comment on function neon_auth_api.take_deliveries(integer, integer) is
  'Leases up to `batch` due mails and events of this branch, mails first. They belong to the caller for '
  'lease_seconds. If finish_delivery is not called by then, another worker takes them. Expired ones are given up. '
  'Returns none that the branch holds. On a branch that redirects, recipient is the address that gets all mail, and '
  'facts name the original one as redirectedFrom.';
