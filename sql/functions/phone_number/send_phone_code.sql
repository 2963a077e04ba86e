create function neon_auth_api.send_phone_code(phone_number text, proof jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.check_sms(phone_number);
  perform neon_auth_internal.send_sms_code(
    neon_auth_internal.find_phone(phone_number), send_phone_code.phone_number, proof);
  return json_build_object('message', 'code sent');
end
$$;

comment on function neon_auth_api.send_phone_code(text, jsonb) is
  'POST /phone-number/send-otp: sends a code to a number, of a user or not, by the event send.otp of the webhook. It '
  'replaces an earlier code. proof: codeHash, sealedCode. Fails with SEND_OTP_NOT_IMPLEMENTED, INVALID_PHONE_NUMBER, '
  'PHONE_COUNTRY_NOT_ALLOWED, TOO_MANY_REQUESTS.';
