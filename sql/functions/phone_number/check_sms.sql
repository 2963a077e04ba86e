-- check_sms fails unless a text message may be sent to a number.
create function neon_auth_internal.check_sms(phone_number text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  countries constant text[] := (select o.countries from neon_auth_internal.phone_option o);
begin
  if not neon_auth_internal.may_send_sms() then
    perform neon_auth_internal.fail('SEND_OTP_NOT_IMPLEMENTED');
  elsif not neon_auth_internal.is_phone_number(check_sms.phone_number) then
    perform neon_auth_internal.fail('INVALID_PHONE_NUMBER');
  elsif countries <> '{}' and neon_auth_internal.calling_code(check_sms.phone_number) <> all (countries) then
    perform neon_auth_internal.fail('PHONE_COUNTRY_NOT_ALLOWED');
  end if;
end
$$;
