create or replace function neon_auth.redeliver_event(id uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  again neon_auth.webhook_event;
begin
  update neon_auth.webhook_event e
  set state = 'waiting', "requestId" = null
  where e.id = redeliver_event.id
    and e.type <> 'user.before_create'
    and (e.type not like 'send.%' or e.sealed is not null and e."expiresAt" > now())
    and e.branch = neon_auth.branch_identity()
  returning e.* into again;

  if again.id is null then
    return false;
  end if;
  perform neon_auth_internal.queue_event(again);
  return true;
end
$$;

comment on function neon_auth.redeliver_event(uuid) is
  'Delivers an event to the webhook again within a minute, under the same id. Returns false for user.before_create, '
  'whose request has ended, for a code or link that was delivered or has expired, for an event of another branch, and '
  'for an unknown id.';
