create function neon_auth_api.set_user_password(token_hash text, user_id text, password_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  target uuid;
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'set-password', 'SET_PASSWORD_NOT_ALLOWED');
  target := neon_auth_internal.require_uuid(set_user_password.user_id);
  if exists (select from neon_auth.account a where a."userId" = target and a."providerId" = 'credential') then
    perform neon_auth_internal.replace_password(target, password_hash, own.id);
  end if;
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.set_user_password(text, text, text) is
  'POST /admin/set-user-password: replaces a user''s password, ends their sessions (not the caller''s own), codes and '
  'reset links, and informs them by mail. If the user does not exist or has no password, it does nothing, and the '
  'response is the same. Fails with UNAUTHORIZED, SET_PASSWORD_NOT_ALLOWED, IMPERSONATING, INVALID_VALUE.';
