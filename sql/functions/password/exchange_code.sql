create function neon_auth_api.exchange_code(
  email text, code_hashes text[], password_length integer, reset_hash text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who     neon_auth."user";
  config  neon_auth_internal.config;
  failure text := neon_auth_internal.try_code('forget-password', email, code_hashes, true);
begin
  select * into strict config from neon_auth_internal.config;
  if failure is not null then
    return failure;
  elsif password_length < config.min_password_length then
    return 'PASSWORD_TOO_SHORT';
  elsif password_length > config.max_password_length then
    return 'PASSWORD_TOO_LONG';
  end if;

  who := neon_auth_internal.find_user(email);
  if who.id is null then
    return 'NO_SUCH_USER';
  end if;
  perform neon_auth_internal.end_planted_accounts(who.id);
  perform neon_auth_internal.verify_address(who.id);
  perform neon_auth_internal.put_verification('reset-password:' || reset_hash, who.id::text, config.code_lifetime);
  return '';
end
$$;

comment on function neon_auth_api.exchange_code(text, text[], integer, text) is
  'POST /email-otp/reset-password, before the password is hashed: exchanges the code for a reset token, whose sha256 '
  'is reset_hash. The code must be consumed first, because hashing is slow. Returns the failure or nothing: '
  'INVALID_OTP, OTP_EXPIRED, TOO_MANY_ATTEMPTS, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, NO_SUCH_USER. password_length: '
  'in UTF-16 units.';
