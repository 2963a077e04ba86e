create function neon_auth_api.revoke_user_session(token_hash text, target_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'session', 'revoke', 'REVOKE_SESSIONS_NOT_ALLOWED');
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s.token = target_hash));
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.revoke_user_session(text, text) is
  'POST /admin/revoke-user-session: ends the session with the given token hash, if it exists. Fails with '
  'UNAUTHORIZED, REVOKE_SESSIONS_NOT_ALLOWED, IMPERSONATING.';
