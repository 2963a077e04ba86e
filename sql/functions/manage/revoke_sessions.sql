create or replace function neon_auth.revoke_sessions(user_id uuid)
returns integer
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  with revoked as (
    delete from neon_auth.session s where s."userId" = revoke_sessions.user_id returning 1
  )
  select count(*)::integer from revoked
$$;

comment on function neon_auth.revoke_sessions(uuid) is 'Ends all sessions of the user and says how many there were.';
