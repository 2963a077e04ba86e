create function neon_auth_api.set_user_password(token_hash text, user_id text, password_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'set-password', 'SET_PASSWORD_NOT_ALLOWED');
  update neon_auth.account a
  set password = password_hash
  where a."userId" = neon_auth_internal.require_uuid(set_user_password.user_id) and a."providerId" = 'credential';
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.set_user_password(text, text, text) is
  'POST /admin/set-user-password: replaces a user''s password. Where there is none, or no user, nothing happens with the '
  'same answer. Sessions stay. Fails with UNAUTHORIZED, SET_PASSWORD_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';
