-- kept_session_days returns for how many days expired sessions are kept.
create function neon_auth_internal.kept_session_days()
returns integer
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.setting(c.options, '{session,keepExpiredDays}', 0) from neon_auth_internal.config c
$$;
