-- is_sent reports whether a delivery of a kind is made when outbound is the branch's state. A redirected branch sends
-- mails, and holds events: the webhook may be the parent's.
create function neon_auth_internal.is_sent(kind text, outbound text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select is_sent.outbound = 'send' or is_sent.outbound like 'redirect:%' and is_sent.kind <> 'webhook'
$$;
