-- put_event writes down what the webhook is to be told, in the transaction of what causes it. With waits the request
-- that is under way delivers it and answers afterwards; else, or when there is no request, the outbox does. sealed
-- holds code or link as only a sidecar can read it, and after lifetime it is not told any more (null: it always is).
create function neon_auth_internal.put_event(
  type text, who jsonb, data jsonb, sealed text, lifetime interval, waits boolean)
returns neon_auth.webhook_event
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  request constant text := case when waits then nullif(current_setting('neon_auth.request_id', true), '') end;
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
