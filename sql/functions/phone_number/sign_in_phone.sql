create function neon_auth_api.sign_in_phone(
  user_id uuid, phone_number text, verified_hash text, token_hash text, remember boolean, proof jsonb)
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  body := 'null';
  -- Locked and compared again, as in sign_in_email. The number too: it may be another user's by now.
  perform from neon_auth.account a
  where a."userId" = sign_in_phone.user_id and a."providerId" = 'credential' and a.password = verified_hash
  for share;
  if found then
    select * into who from neon_auth."user" u
    where u.id = sign_in_phone.user_id and u."phoneNumber" = sign_in_phone.phone_number
    for share;
  end if;
  if who.id is null then
    perform neon_auth_internal.fail('INVALID_PHONE_NUMBER_OR_PASSWORD');
  end if;
  perform neon_auth_internal.pass_attempt('password', who.email);

  failure := case
    when who."phoneNumberVerified" then ''
    when (select o.proven_only from neon_auth_internal.phone_option o) then 'PHONE_NUMBER_NOT_VERIFIED'
    when not who."emailVerified" and (select c.email_verification_required from neon_auth_internal.config c)
      then 'EMAIL_NOT_VERIFIED'
    else ''
  end;
  if failure = 'PHONE_NUMBER_NOT_VERIFIED' then
    perform neon_auth_internal.check_sms(phone_number);
    perform neon_auth_internal.send_sms_code(who, phone_number, proof, who.id);
  elsif failure = '' and not neon_auth_internal.admit(who.id, token_hash, remember, 'pwd') then
    body := neon_auth_internal.challenge_json();
  elsif failure = '' then
    body := json_build_object('token', token_hash, 'user', neon_auth_internal.user_json(who));
  end if;
  return next;
end
$$;

comment on function neon_auth_api.sign_in_phone(uuid, text, text, text, boolean, jsonb) is
  'POST /sign-in/phone-number, second step: opens a session with token_hash if verified_hash is still the stored hash '
  'and the number still the user''s. Otherwise fails with INVALID_PHONE_NUMBER_OR_PASSWORD. failure is '
  'PHONE_NUMBER_NOT_VERIFIED, with a code sent to the number (proof: codeHash, sealedCode), EMAIL_NOT_VERIFIED, or '
  'empty. If the user has a second factor, opens no session, and token_hash names a challenge. Fails with BANNED_USER.';
