create function neon_auth_api.sign_in_code(email text, code_hashes text[], token_hash text)
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  failure := coalesce(neon_auth_internal.try_code('sign-in', email, code_hashes, true), '');
  body := 'null';
  if failure = '' then
    who := neon_auth_internal.find_user(email);
    failure := case
      when who.id is null and (select c.sign_up_disabled from neon_auth_internal.config c) then 'SIGN_UP_DISABLED'
      when who.id is not null and neon_auth_internal.lock_banned(who.id) then 'BANNED_USER'
      else ''
    end;
    if failure <> '' then
      return next; -- returned, not raised: the code stays used
      return;
    end if;
    if who.id is null then
      who := neon_auth_internal.sign_up_proved(email, '');
    end if;
    -- The response shows the user in their previous state, as the reference does.
    body := json_build_object('token', token_hash, 'user', neon_auth_internal.user_json(who));
    perform neon_auth_internal.prove_by_sign_in(who.id);
    if not neon_auth_internal.admit(who.id, token_hash, true, 'email') then
      body := neon_auth_internal.challenge_json();
    end if;
  else
    perform neon_auth_api.count_refusal(email);
  end if;
  return next;
end
$$;

comment on function neon_auth_api.sign_in_code(text, text[], text) is
  'POST /sign-in/email-otp: signs in with a mailed code; opens a session with token_hash. Creates the user if the '
  'address is unknown. With strict settings, a user whose address was not verified loses their password. failure is '
  'INVALID_OTP, OTP_EXPIRED, TOO_MANY_ATTEMPTS, BANNED_USER, SIGN_UP_DISABLED, or empty.';
