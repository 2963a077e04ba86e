create or replace function neon_auth.list_deliveries(wanted_state text default null)
returns table (
  id uuid, kind text, recipient text, state text, attempts integer, "lastError" text,
  "createdAt" timestamptz, "nextAttemptAt" timestamptz, "finishedAt" timestamptz)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select
    o.id, o.kind, o.recipient, o.state, o.attempts, o."lastError",
    o."createdAt", case when o.state = 'waiting' then o."nextAttemptAt" end, o."finishedAt"
  from neon_auth.outbox o
  where wanted_state is null or o.state = wanted_state
  order by o."createdAt", o.id
$$;

comment on function neon_auth.list_deliveries(text) is
  'Mails and webhook events of the last days, of one state (waiting, sent, dead) or all, without their secrets.';
