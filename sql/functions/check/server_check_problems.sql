-- server_check_problems lists settings of Postgres that are not fit for production. connections is how many a sidecar may
-- open, null when it is not known.
create function neon_auth_internal.server_check_problems(connections integer)
returns setof neon_auth_internal.check_problem
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with version as (
    select current_setting('server_version_num')::integer / 10000 as major
  ), room as (
    select least(
      current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
        - coalesce(current_setting('reserved_connections', true)::integer, 0),
      (select nullif(d.datconnlimit, -1) from pg_database d where d.datname = current_database()),
      (select nullif(r.rolconnlimit, -1) from pg_roles r where r.rolname = session_user)) as free
  )
  select 'postgres-version', 'warning', format('Postgres %s gets no more security updates since %s.', v.major, e.until), null
  from version v
  join (values (14, date '2026-11-12'), (15, '2027-11-11'), (16, '2028-11-09'), (17, '2029-11-08'), (18, '2030-11-14')) as e (major, until) using (major)
  where e.until < current_date
  union all
  select 'durability', case s.name when 'synchronous_commit' then 'warning' else 'failure' end,
    format('%s is off: %s', s.name, case s.name when 'synchronous_commit' then 'a crash loses the last sign-ups and password changes.' else 'a crash can corrupt the database.' end),
    s.name
  from pg_settings s
  where s.name in ('fsync', 'full_page_writes', 'synchronous_commit') and s.setting = 'off'
  union all
  select 'backups', 'failure', format('Archiving of WAL has failed since %s.', a.last_failed_time), 'See the server''s log for archive_command'
  from pg_stat_archiver a
  where current_setting('archive_mode') <> 'off' and a.last_failed_time > coalesce(a.last_archived_time, '-infinity')
  union all
  select 'backups', 'failure', 'archive_mode is on and nothing archives: no WAL is backed up, and all of it stays on the disk.', 'alter system set archive_command = ''…''; select pg_reload_conf()'
  where neon_auth_internal.is_archiving_nothing(current_setting('archive_mode'), current_setting('archive_command'), current_setting('archive_library', true))
  union all
  select 'backups', 'warning', 'archive_mode is off and no other backup is known.', null
  from neon_auth_internal.config c
  where current_setting('archive_mode') = 'off' and coalesce(c.backups, '') = ''
    and coalesce((select s.context = 'postmaster' from pg_settings s where s.name = 'neon.timeline_id'), false) is false
  union all
  select 'connections', case when r.free < connections then 'failure' else 'warning' end,
    format('A sidecar may open %s connections (NEONAUTH_CONNECTIONS) of the %s that there are for everyone.', connections, r.free),
    format('NEONAUTH_CONNECTIONS=%s, or alter system set max_connections = %s and a restart', greatest(r.free / 2, 1), connections * 2)
  from room r where r.free < connections * 1.25
  union all
  select 'autovacuum', 'failure', format('%s is off: tables grow, and plans get worse.', s.name), format('alter system set %s = on; select pg_reload_conf()', s.name)
  from pg_settings s where s.name in ('autovacuum', 'track_counts') and s.setting = 'off'
  union all
  select 'autovacuum', 'warning', format('Autovacuum is off for %s.', c.oid::regclass), format('alter table %s reset (autovacuum_enabled)', c.oid::regclass)
  from pg_class c
  where c.relnamespace = 'neon_auth'::regnamespace
    and exists (select from unnest(c.reloptions) o where o collate "C" ~* '^autovacuum_enabled=(off|f|n|0)')
  union all
  select 'jit', 'warning', 'JIT is on: queries with many policies are compiled for longer than they run.',
    format('alter database %I set jit = off', current_database())
  from pg_settings s
  where s.name = 'jit' and case
    when s.source <> 'client' then s.setting = 'on'
    -- The sidecar turns it off for itself. What other connections get is known only if the database has a setting.
    else exists (
      select from pg_db_role_setting d, unnest(d.setconfig) c
      where d.setrole = 0 and d.setdatabase = (select b.oid from pg_database b where b.datname = current_database()) and c ~ '^jit=(on|t|y|1)')
  end
$$;
