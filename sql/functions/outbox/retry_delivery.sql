create or replace function neon_auth.retry_delivery(id uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('neon_auth_outbox', '');
  update neon_auth.outbox o
  set state = 'waiting', attempts = 0, "nextAttemptAt" = now(), "finishedAt" = null
  where o.id = retry_delivery.id and o.state <> 'sent' and (o."expiresAt" is null or o."expiresAt" > now());
  return found;
end
$$;

comment on function neon_auth.retry_delivery(uuid) is
  'Tries a waiting or dead mail again at once. False when there is none of that id, it was sent, or its code '
  'or link has expired. Not for one that is just being sent: it may go out twice then.';
