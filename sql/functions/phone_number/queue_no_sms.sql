-- queue_no_sms does the same work as queue_sms for a number that gets no message: neither the work nor the commit reveals
-- whether a number is known.
create function neon_auth_internal.queue_no_sms()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  made   uuid;
  queued uuid;
begin
  insert into neon_auth.webhook_event as e (type, "user", data) values ('send.otp', '{}', '{}') returning e.id into made;
  insert into neon_auth.outbox as o (kind, recipient) values ('nobody', made::text) returning o.id into queued;
  delete from neon_auth.outbox o where o.id = queued;
  delete from neon_auth.webhook_event e where e.id = made;
end
$$;
