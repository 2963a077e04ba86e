-- put_event stores an event for the webhook, in the transaction that causes it. With waits, the current request
-- delivers it before it responds. Otherwise, or when there is no request, the outbox does, or holds it on a copy. sealed contains a code or
-- link that only a sidecar can read. After lifetime the event is not delivered any more (null: no limit).
create function neon_auth_internal.put_event(
  type text, who jsonb, data jsonb, sealed text, lifetime interval, waits boolean)
returns neon_auth.webhook_event
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  request constant text := case when waits and neon_auth_internal.outbound() = 'send'
    then nullif(current_setting('neon_auth.request_id', true), '') end;
  made    neon_auth.webhook_event;
begin
  insert into neon_auth.webhook_event as e (type, "user", data, sealed, "expiresAt", "requestId")
  values (
    put_event.type,
    jsonb_strip_nulls(who),
    put_event.data || jsonb_build_object(
      'ip_address', coalesce(current_setting('neon_auth.ip_address', true), ''),
      'user_agent', coalesce(current_setting('neon_auth.user_agent', true), '')),
    put_event.sealed,
    now() + lifetime,
    request)
  returning e.* into made;

  if request is null then
    perform neon_auth_internal.queue_event(made);
  end if;
  return made;
end
$$;
