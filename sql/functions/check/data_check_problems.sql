-- data_check_problems lists problems in neonauth's own rows.
create function neon_auth_internal.data_check_problems()
returns setof neon_auth_internal.check_problem
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'outbox', 'failure', format('%s messages have waited since %s. Is a sidecar running, and can it reach the mail server?', count(*), min(o."createdAt")),
    $m$select * from neon_auth.list_deliveries('waiting')$m$
  from neon_auth.outbox o
  where o.state = 'waiting' and o.branch = neon_auth.branch_identity() and o."createdAt" < now() - interval '15 minutes'
    and coalesce(o."expiresAt" > now(), true) and neon_auth_internal.outbound() <> 'hold'
  having count(*) > 0
  union all
  select 'outbox', 'warning', format('%s messages of the last day were given up. The last reason: %s', count(*), left((array_agg(o."lastError" order by o."finishedAt" desc))[1], 200)),
    $m$select * from neon_auth.list_deliveries('dead')$m$
  from ( -- bounded, as in get_metrics
    select * from neon_auth.outbox d
    where d.state = 'dead' and d.branch = neon_auth.branch_identity() and d."finishedAt" > now() - interval '1 day'
    order by d."finishedAt" desc limit 10000) o
  having count(*) > 0
  union all
  select 'outbox', 'warning', 'This database is a copy, and holds its mail.', null
  where neon_auth_internal.outbound() = 'hold'
  union all
  select 'webhook', 'warning', format('%s events of the last day failed.', count(*)), null
  from (
    select from neon_auth.webhook_event f
    where f.state = 'failed' and f.branch = neon_auth.branch_identity() and f."createdAt" > now() - interval '1 day'
    order by f."createdAt" desc limit 10000) e
  having count(*) > 0
  union all
  select 'signing-key', 'warning', format('The key that signs tokens is %s days old.', extract(day from now() - j."createdAt")), null
  from neon_auth.jwks j
  where j.branch = neon_auth.branch_identity() and j."expiresAt" is null and j."createdAt" < now() - interval '180 days'
  union all
  -- A sealed text begins with the name of the secret that sealed it.
  select 'secret-age', 'warning', format('NEONAUTH_SECRET has been in use since at least %s.', min(o."createdAt")::date), null
  from neon_auth.jwks j
  join neon_auth.jwks o on o.branch = j.branch and split_part(o."privateKey", '.', 2) = split_part(j."privateKey", '.', 2)
  where j.branch = neon_auth.branch_identity() and j."expiresAt" is null and j."privateKey" like 'v1.%'
  having min(o."createdAt") < now() - interval '400 days'
  union all
  select 'client-addresses', 'warning', format('The last %s sessions, of %s users, all have the address %s. If it is a proxy''s, name it in NEONAUTH_TRUSTED_PROXIES: all clients share its rate limits.', count(*), count(distinct s."userId"), min(s."ipAddress")),
    'NEONAUTH_TRUSTED_PROXIES=' || coalesce(min(s."ipAddress"), '…') || case when min(s."ipAddress") like '%:%' then '/128' else '/32' end
  from (
    select s."userId", s."ipAddress" from neon_auth.session s where s."expiresAt" > now() order by s."expiresAt" desc limit 100
  ) s
  having count(distinct s."userId") >= 10 and count(distinct s."ipAddress") = 1
  union all
  -- Autovacuum comes at a fiftieth to a fifth of dead rows: see the storage parameters of the tables.
  select 'bloat', 'warning',
    format('%s has %s dead rows and %s live ones. Autovacuum does not keep up, or an old transaction, a prepared one or an unused replication slot holds it back.',
      t.relid::regclass, t.n_dead_tup, t.n_live_tup),
    t.relid::regclass::text
  from pg_stat_all_tables t
  where t.schemaname = 'neon_auth' and neon_auth_internal.is_bloated(t.n_dead_tup, t.n_live_tup)
$$;
