create function neon_auth_api.prepare_password_change(token_hash text, new_password_length integer)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
begin
  perform neon_auth_internal.check_password_length(new_password_length);
  return neon_auth_internal.require_password(own."userId");
end
$$;

comment on function neon_auth_api.prepare_password_change(text, integer) is
  'POST /change-password, before the new password is hashed: returns the caller''s stored password hash. '
  'new_password_length: in UTF-16 units. Fails with UNAUTHORIZED, IMPERSONATING, PASSWORD_TOO_SHORT, '
  'PASSWORD_TOO_LONG, CREDENTIAL_ACCOUNT_NOT_FOUND.';
