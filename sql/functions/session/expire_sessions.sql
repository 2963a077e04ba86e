create or replace function neon_auth.expire_sessions(batch integer default 1000)
returns integer
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.remove('session', array(
    select old.id
    from neon_auth.session old
    where old."expiresAt" <= now() - make_interval(days => neon_auth_internal.kept_session_days())
    order by old."expiresAt"
    limit greatest(batch, 0)
    for update skip locked))
$$;

comment on function neon_auth.expire_sessions(integer) is
  'Deletes up to `batch` sessions that expired more than session.keepExpiredDays ago (default 0), and returns their number. '
  'Expired sessions are invalid in any case.';

create function neon_auth_api.expire_sessions(batch integer)
returns integer
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth.expire_sessions(batch)
$$;

comment on function neon_auth_api.expire_sessions(integer) is
  'Deletes up to `batch` expired sessions and returns their number. The sidecar calls it once a minute.';
