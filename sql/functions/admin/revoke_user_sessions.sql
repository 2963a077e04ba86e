create function neon_auth_api.revoke_user_sessions(token_hash text, user_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'session', 'revoke', 'REVOKE_SESSIONS_NOT_ALLOWED');
  perform neon_auth_internal.remove('session', array(
    select s.id
    from neon_auth.session s
    where s."userId" = neon_auth_internal.require_uuid(revoke_user_sessions.user_id)));
  perform neon_auth_internal.end_artefacts(u, 'revoked')
  from neon_auth."user" u
  where u.id = neon_auth_internal.require_uuid(revoke_user_sessions.user_id);
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.revoke_user_sessions(text, text) is
  'POST /admin/revoke-user-sessions: ends all sessions of a user. Fails with UNAUTHORIZED, REVOKE_SESSIONS_NOT_ALLOWED, '
  'IMPERSONATING, INVALID_VALUE.';
