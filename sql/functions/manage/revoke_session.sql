create or replace function neon_auth.revoke_session(user_id uuid, session_id uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.revoke_session(%L, %L)', user_id, session_id))::boolean;
  end if;
  return 1 = neon_auth_internal.remove('session', array(
    select s.id from neon_auth.session s where s.id = session_id and s."userId" = revoke_session.user_id));
end
$$;

comment on function neon_auth.revoke_session(uuid, uuid) is
  'Ends one session of the user. Returns false when they have no session with that id.';
