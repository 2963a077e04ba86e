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
  where o.id in (
    select late.id
    from neon_auth.outbox late
    where late.state = 'waiting' and late."expiresAt" <= now() and late."nextAttemptAt" <= now()
    for update skip locked);

  return query
  update neon_auth.outbox o
  set attempts = o.attempts + 1, "nextAttemptAt" = now() + make_interval(secs => lease_seconds)
  where o.id in (
    select due.id
    from neon_auth.outbox due
    where due.state = 'waiting' and due."nextAttemptAt" <= now() and due.branch = own
      and neon_auth_internal.is_sent(due.kind, outbound)
    order by due.kind = 'webhook', due."nextAttemptAt" -- a slow webhook must not delay mails
    limit batch
    for update skip locked)
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
