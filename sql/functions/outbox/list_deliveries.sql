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
    o.id, o.kind, o.recipient, shown.state, o.attempts, o."lastError",
    o."createdAt", case when shown.state = 'waiting' then o."nextAttemptAt" end, o."finishedAt"
  from (select neon_auth.branch_identity() as branch, neon_auth_internal.outbound() as outbound) own
  cross join neon_auth.outbox o
  cross join lateral (
    select case
      when o.state <> 'waiting' then o.state
      when o.branch <> own.branch then 'of another branch'
      when not neon_auth_internal.is_sent(o.kind, own.outbound) then 'held'
      else o.state
    end
  ) as shown (state)
  where wanted_state is null or shown.state = wanted_state
  order by o."createdAt", o.id
$$;

comment on function neon_auth.list_deliveries(text) is
  'Mails and webhook events of the last days, of one state or all, without their secrets. States: waiting, sent, dead, '
  'held (this is a copy, see confirm_branch()), of another branch (queued by the parent, never sent here).';
