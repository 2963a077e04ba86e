create function neon_auth_api.expire_deliveries(batch integer default 10000)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  most   integer := 0; -- rows of one table
  found  integer;
  undelivered neon_auth.webhook_event;
begin
  -- An hour longer than it is valid, so that the client can distinguish an expired code from a wrong one.
  delete from neon_auth.verification v
  where v.id = any (array(
    select old.id from neon_auth.verification old
    where old."expiresAt" < now() - interval '1 hour'
    order by old."expiresAt" limit batch for update skip locked));
  get diagnostics found = row_count;
  most := greatest(most, found);

  delete from neon_auth.request_count c
  where c.key = any (array(
    select old.key from neon_auth.request_count old
    where old.since < now() - case when old.key like 'sms % in 86400 s' then interval '1 day' else interval '1 hour' end
    limit batch for update skip locked));
  get diagnostics found = row_count;
  most := greatest(most, found);

  update neon_auth.outbox o set sealed = null
  where o.id = any (array(
    select old.id from neon_auth.outbox old
    where old.sealed is not null and old."expiresAt" < now() - interval '1 hour'
    order by old."expiresAt" limit batch for update skip locked));
  get diagnostics found = row_count;
  most := greatest(most, found);

  update neon_auth.webhook_event e set sealed = null
  where e.id = any (array(
    select old.id from neon_auth.webhook_event old
    where old.sealed is not null and old."expiresAt" < now()
    order by old."expiresAt" limit batch for update skip locked));
  get diagnostics found = row_count;
  most := greatest(most, found);

  -- Codes and links whose request will not deliver them any more, because its sidecar was killed.
  for undelivered in
    update neon_auth.webhook_event e set "requestId" = null
    where e.id = any (array(
      select old.id from neon_auth.webhook_event old
      where old.state = 'waiting' and old."expiresAt" > now() and old.type like 'send.%' and old."requestId" is not null
        and old."createdAt" between now() - interval '1 day' and now() - interval '1 minute'
        and old.branch = neon_auth.branch_identity()
      order by old."expiresAt" limit batch for update skip locked))
    returning e.*
  loop
    perform neon_auth_internal.queue_event(undelivered);
  end loop;

  delete from neon_auth.webhook_event e
  where e.id = any (array(
    select old.id from neon_auth.webhook_event old
    where old."createdAt" < now() - interval '30 days'
    order by old."createdAt" limit batch for update skip locked));
  get diagnostics found = row_count;
  return greatest(most, found, neon_auth_internal.expire_mails(batch));
end
$$;

comment on function neon_auth_api.expire_deliveries(integer) is
  'Deletes rate limit counters after an hour, codes and links an hour after they expired, sent mails after a week, '
  'dead and held mails and webhook events after thirty days. Moves codes and links whose request was killed before it '
  'delivered them to the webhook to the outbox. It changes up to `batch` rows of each table, skips rows that are in use, and '
  'returns the largest number of rows in one table: if that is `batch`, more may be left. The sidecar calls it once a minute, '
  'until fewer are left.';
