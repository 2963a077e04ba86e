create function neon_auth_api.list_user_sessions(token_hash text, user_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'session', 'list', 'LIST_SESSIONS_NOT_ALLOWED');
  return json_build_object('sessions', (
    select coalesce(json_agg(neon_auth_internal.session_json(s) order by s."createdAt", s.id), '[]')
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s."userId" = neon_auth_internal.require_uuid(list_user_sessions.user_id) and s."expiresAt" > now()));
end
$$;

comment on function neon_auth_api.list_user_sessions(text, text) is
  'POST /admin/list-user-sessions: returns a user''s live sessions of this branch. Each token is the stored hash. '
  'Fails with UNAUTHORIZED, LIST_SESSIONS_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';
