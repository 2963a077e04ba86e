create function neon_auth_api.prepare_set_password(token_hash text, password_length integer)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'set-password', 'SET_PASSWORD_NOT_ALLOWED');
  perform neon_auth_internal.check_password_length(password_length);
end
$$;

comment on function neon_auth_api.prepare_set_password(text, integer) is
  'POST /admin/set-user-password, before the password is hashed. password_length: in UTF-16 units. Fails with '
  'UNAUTHORIZED, SET_PASSWORD_NOT_ALLOWED, IMPERSONATING, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG.';
