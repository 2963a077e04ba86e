create function neon_auth_api.verify_phone_number(
  token_hash text, phone_number text, code_hashes text[], new_token_hash text, open_session boolean, update_number boolean)
returns table (failure text, session text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  code record;
  step record;
  who  neon_auth."user";
begin
  session := '';
  body := 'null';
  select * into strict code from neon_auth_internal.try_phone_code(phone_number, phone_number, code_hashes, true);
  failure := coalesce(code.failure, '');
  if failure <> '' then
    if not update_number then
      perform neon_auth_api.count_refusal((neon_auth_internal.find_phone(phone_number)).email);
    end if;
    return next; -- returned, not raised, here and below: the code stays used
    return;
  end if;

  -- Of two users who prove one number at once, the second waits here.
  perform neon_auth_internal.claim_name('phone number ' || phone_number);
  if update_number then
    select * into strict step from neon_auth_internal.link_phone_number(token_hash, phone_number);
  else
    select * into strict step from neon_auth_internal.enter_by_phone(phone_number, code.user_id);
  end if;
  failure := step.failure;
  if failure <> '' then
    return next;
    return;
  end if;
  who := step.who;
  perform neon_auth_internal.queue_phone_verified(who);
  body := json_build_object(
    'status', true,
    'token', case when update_number then token_hash when open_session then new_token_hash end,
    'user', neon_auth_internal.user_json(who));
  if update_number then
    session := 'kept';
  elsif open_session and neon_auth_internal.admit(who.id, new_token_hash, true, 'sms') then
    session := 'opened';
  elsif open_session then
    body := neon_auth_internal.challenge_json();
  elsif neon_auth_internal.needs_second_factor(who, 'sms') then -- a code alone does not show who the user is
    body := '{"status":true,"token":null,"user":null}';
  end if;
  return next;
end
$$;

comment on function neon_auth_api.verify_phone_number(text, text, text[], text, boolean, boolean) is
  'POST /phone-number/verify: uses up a code sent to a number. With update_number it sets the number of the caller, '
  'token_hash. Otherwise it signs in the user of the number, with a session new_token_hash if open_session, and creates '
  'the user if the settings enable it. session is kept, opened, or empty (none, or a challenge for the second factor). '
  'Without a session, a user with a second factor is not shown. '
  'failure is OTP_NOT_FOUND, OTP_EXPIRED, INVALID_OTP, TOO_MANY_ATTEMPTS, CALLER_NOT_FOUND, IMPERSONATING, '
  'PHONE_NUMBER_EXISTS, PHONE_NUMBER_NOT_REGISTERED, SIGN_UP_DISABLED, BANNED_USER, or empty. Fails with '
  'STEP_UP_REQUIRED, and as insert_user does; the code then stays valid.';
