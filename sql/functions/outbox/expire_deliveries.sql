create function neon_auth_api.expire_deliveries()
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  removed integer;
  untold  neon_auth.webhook_event;
begin
  -- An hour longer than it is valid, so that the client can distinguish an expired code from a wrong one.
  delete from neon_auth.verification v where v."expiresAt" < now() - interval '1 hour';
  delete from neon_auth.request_count c
  where c.since < now() - case when c.key like 'sms % in 86400 s' then interval '1 day' else interval '1 hour' end;
  update neon_auth.outbox o set sealed = null where o.sealed is not null and o."expiresAt" < now() - interval '1 hour';
  update neon_auth.webhook_event e set sealed = null where e.sealed is not null and e."expiresAt" < now();
  -- Codes and links whose request will not deliver them any more, because its sidecar was killed.
  for untold in
    update neon_auth.webhook_event e set "requestId" = null
    where e."createdAt" between now() - interval '1 day' and now() - interval '1 minute'
      and e.state = 'waiting' and e.type like 'send.%' and e."requestId" is not null and e."expiresAt" > now()
      and e.branch = neon_auth.branch_identity()
    returning e.*
  loop
    perform neon_auth_internal.queue_event(untold);
  end loop;
  delete from neon_auth.webhook_event e where e."createdAt" < now() - interval '30 days';
  delete from neon_auth.outbox o
  where o.state = 'sent' and o."finishedAt" < now() - interval '7 days'
    or o.state = 'dead' and o."finishedAt" < now() - interval '30 days'
    or o.state = 'waiting' and o."expiresAt" < now() - interval '7 days'
    or o.state = 'waiting' and o."createdAt" < now() - interval '30 days'
      and (o.branch <> neon_auth.branch_identity() or not neon_auth_internal.is_sent(o.kind, (select neon_auth_internal.outbound())));
  get diagnostics removed = row_count;
  return removed;
end
$$;

comment on function neon_auth_api.expire_deliveries() is
  'Deletes rate limit counters after an hour, codes and links an hour after they expired, sent mails after a week, '
  'dead and held mails and webhook events after thirty days. Returns the number of mails. Moves codes and links whose request '
  'was killed before it delivered them to the webhook to the outbox. The sidecar calls it once a minute.';
