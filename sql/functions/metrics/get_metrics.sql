create function neon_auth_api.get_metrics()
returns table (
  mails bigint,
  events bigint,
  dead_mails bigint,
  dead_events bigint,
  oldest_seconds double precision,
  sessions bigint,
  key_seconds double precision)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with queued as ( -- bounded: a queue may be long when the mail server is down
    select o.kind = 'webhook' as is_event, o."createdAt" as at
    from neon_auth.outbox o
    where o.state = 'waiting' and o.branch = neon_auth.branch_identity()
      and neon_auth_internal.is_sent(o.kind, (select neon_auth_internal.outbound()))
    order by o."nextAttemptAt"
    limit 10000
  ), dead as (
    select o.kind = 'webhook' as is_event
    from neon_auth.outbox o
    where o.state = 'dead' and o."finishedAt" > now() - interval '1 day'
    limit 10000
  ), open as (
    select count(*) as n
    -- By index, also where most sessions have expired.
    from (select from neon_auth.session s where s."expiresAt" > now() order by s."expiresAt" desc limit 10000) s
  )
  select
    (select count(*) from queued q where not q.is_event),
    (select count(*) from queued q where q.is_event),
    (select count(*) from dead d where not d.is_event),
    (select count(*) from dead d where d.is_event),
    coalesce((select extract(epoch from now() - min(q.at)) from queued q), 0)::double precision,
    (select case when o.n < 10000 then o.n else greatest(o.n, c.reltuples::bigint) end
      from open o, pg_class c
      where c.oid = 'neon_auth.session'::regclass),
    (select extract(epoch from now() - max(j."createdAt"))
      from neon_auth.jwks j
      where j.branch = neon_auth.branch_identity() and j."expiresAt" is null)::double precision
$$;

comment on function neon_auth_api.get_metrics() is
  'GET /metrics of a sidecar: what waits in the outbox, what was given up in the last day, the age in seconds of the '
  'oldest waiting mail or event, open sessions, and the age of the signing key, which is null without a key. Takes a few '
  'milliseconds whatever the size: it counts up to 10,000, and beyond that returns the planner''s estimate of sessions.';
