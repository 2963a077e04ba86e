create function neon_auth_api.exchange_phone_code(
  phone_number text, code_hashes text[], password_length integer, reset_hash text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  code    constant text := phone_number || '-request-password-reset';
  who     neon_auth."user";
  config  neon_auth_internal.config;
  failure text;
begin
  select * into strict config from neon_auth_internal.config;
  if not (select o.resets from neon_auth_internal.phone_option o) then
    return 'RESET_PASSWORD_DISABLED';
  end if;
  select t.failure into failure from neon_auth_internal.try_phone_code(code, phone_number, code_hashes, false) t;
  who := neon_auth_internal.find_phone(phone_number);
  failure := case
    when failure is not null then failure
    when not neon_auth_internal.may_reset_by_phone(who) then 'OTP_NOT_FOUND'
    when password_length < config.min_password_length then 'PASSWORD_TOO_SHORT' -- the code stays valid
    when password_length > config.max_password_length then 'PASSWORD_TOO_LONG'
    else ''
  end;
  if failure = '' then
    delete from neon_auth.verification v where v.identifier = code and v.branch = neon_auth.branch_identity();
    perform neon_auth_internal.put_verification('phone-reset:' || reset_hash, who.id::text, config.code_lifetime);
  end if;
  return failure;
end
$$;

comment on function neon_auth_api.exchange_phone_code(text, text[], integer, text) is
  'POST /phone-number/reset-password, before the password is hashed: exchanges the code for a reset token, whose sha256 '
  'is reset_hash. Returns the failure or nothing: RESET_PASSWORD_DISABLED, OTP_NOT_FOUND, OTP_EXPIRED, INVALID_OTP, '
  'TOO_MANY_ATTEMPTS, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG. password_length: in UTF-16 units.';
