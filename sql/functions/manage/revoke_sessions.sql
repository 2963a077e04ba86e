create or replace function neon_auth.revoke_sessions(user_id uuid)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  revoked integer;
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.revoke_sessions(%L)', user_id))::integer;
  end if;
  revoked := neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s."userId" = revoke_sessions.user_id));
  perform neon_auth_internal.end_artefacts(u, 'revoked') from neon_auth."user" u where u.id = revoke_sessions.user_id;
  return revoked;
end
$$;

comment on function neon_auth.revoke_sessions(uuid) is
  'Ends all sessions of the user, and invalidates pending links that change the address or delete the user. Returns '
  'the number of sessions.';
