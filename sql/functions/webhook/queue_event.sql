-- queue_event lets the outbox deliver an event.
create function neon_auth_internal.queue_event(event neon_auth.webhook_event)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into neon_auth.outbox (kind, recipient, "expiresAt", facts)
  values ('webhook', event.type, event."expiresAt", jsonb_build_object('event', event.id))
$$;
