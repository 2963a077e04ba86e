create function neon_auth_api.expire_deliveries()
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  removed integer;
begin
  -- An hour longer than it counts, so that a late code is told from a wrong one.
  delete from neon_auth.verification v where v."expiresAt" < now() - interval '1 hour';
  delete from neon_auth.request_count c where c.since < now() - interval '1 hour';
  update neon_auth.outbox o set sealed = null where o.sealed is not null and o."expiresAt" < now() - interval '1 hour';
  update neon_auth.webhook_event e set sealed = null where e.sealed is not null and e."expiresAt" < now();
  delete from neon_auth.webhook_event e where e."createdAt" < now() - interval '30 days';
  delete from neon_auth.outbox o
  where o.state = 'sent' and o."finishedAt" < now() - interval '7 days'
    or o.state = 'dead' and o."finishedAt" < now() - interval '30 days'
    or o.state = 'waiting' and o."expiresAt" < now() - interval '7 days';
  get diagnostics removed = row_count;
  return removed;
end
$$;

comment on function neon_auth_api.expire_deliveries() is
  'Removes what was counted for limits an hour ago, codes and links an hour after they expired, sent mails after a '
  'week, dead ones and webhook events after thirty days; says how many mails. Called by the sidecar once a minute.';
