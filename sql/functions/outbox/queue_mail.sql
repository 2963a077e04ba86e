-- queue_mail puts a mail into the outbox, in the transaction of whatever causes it. kind names the template,
-- facts are what it may show, sealed holds code or link as only a sidecar can read it (null: none), and after
-- lifetime it is not sent any more (null: it always is).
create function neon_auth_internal.queue_mail(
  kind text, recipient text, sealed text, lifetime interval, facts jsonb default '{}')
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into neon_auth.outbox (kind, recipient, sealed, "expiresAt", facts)
  values (kind, recipient, sealed, now() + lifetime, facts)
$$;
