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
  where o.id = retry_delivery.id and o.state <> 'sent' and o.branch = neon_auth.branch_identity() and (o."expiresAt" is null or o."expiresAt" > now());
  return found;
end
$$;

comment on function neon_auth.retry_delivery(uuid) is
  'Retries a waiting or dead mail at once. Returns false if the id does not exist, the mail was sent or is of another branch, or its code '
  'or link has expired. Do not use it for a mail that is being sent right now, which may then be sent twice.';
