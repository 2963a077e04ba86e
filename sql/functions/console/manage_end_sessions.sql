create function neon_auth_api.manage_end_sessions(key_hash bytea, user_id text, session_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  who := neon_auth_internal.find_managed_user(manage_end_sessions.user_id);
  return jsonb_build_object('ended', case
    when session_id = '' then neon_auth.revoke_sessions(who.id)
    else neon_auth_internal.remove('session', array(
      select s.id from neon_auth.session s where s."userId" = who.id and s.id = auth.as_uuid(session_id)))
  end);
end
$$;

comment on function neon_auth_api.manage_end_sessions(bytea, text, text) is
  'POST /console/db/NAME/users/ID/sessions/end: ends one session of the user, or all of them when session_id is empty. '
  'Returns how many. Fails if the key with that hash may not write, and with USER_NOT_FOUND.';
