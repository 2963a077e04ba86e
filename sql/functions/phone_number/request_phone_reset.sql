create function neon_auth_api.request_phone_reset(phone_number text, proof jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  done   constant json := json_build_object('status', true);
  option neon_auth_internal.phone_option;
  who    neon_auth."user";
  wait   integer;
begin
  select * into strict option from neon_auth_internal.phone_option;
  if not option.resets then
    perform neon_auth_internal.fail('RESET_PASSWORD_DISABLED');
  elsif not neon_auth_internal.is_phone_number(phone_number) then
    return done; -- no user has it
  end if;
  perform neon_auth_internal.check_sms(phone_number);
  who := neon_auth_internal.find_phone(phone_number);
  wait := neon_auth_internal.count_sms(phone_number, who);
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;

  -- The response does not wait for the webhook, nor for the missing message of an unknown number.
  if neon_auth_internal.may_reset_by_phone(who) then
    perform neon_auth_internal.queue_sms(
      'forget-password', phone_number, who, proof ->> 'sealedCode', option.lifetime, false);
  else
    perform neon_auth_internal.queue_no_sms();
  end if;
  perform neon_auth_internal.put_verification( -- for an unknown number of a code that nobody gets
    phone_number || '-request-password-reset', (proof ->> 'codeHash') || ':0', option.lifetime);
  return done;
end
$$;

comment on function neon_auth_api.request_phone_reset(text, jsonb) is
  'POST /phone-number/request-password-reset: sends a code to the number if it is a user''s verified one, and responds '
  'in the same way if not. It replaces an earlier code. proof: codeHash, sealedCode. Fails with '
  'RESET_PASSWORD_DISABLED, SEND_OTP_NOT_IMPLEMENTED, PHONE_COUNTRY_NOT_ALLOWED, TOO_MANY_REQUESTS.';
