create function neon_auth_api.verify_email_code(email text, code_hashes text[], new_token_hash text)
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who    neon_auth."user";
  opened neon_auth.session;
begin
  failure := coalesce(neon_auth_internal.try_code('email-verification', email, code_hashes, true), '');
  body := 'null';
  if failure = '' then
    who := neon_auth_internal.find_user(email);
    failure := case
      when who.id is null then 'NO_SUCH_USER'
      when neon_auth_internal.lock_banned(who.id) then 'BANNED_USER'
      else ''
    end;
    if failure <> '' then
      return next; -- returned, not raised: the code stays used
      return;
    end if;
    who := neon_auth_internal.verify_address(who.id);
    if (select c.sign_in_after_verification from neon_auth_internal.config c)
      and not neon_auth_internal.needs_second_factor(who, 'email')
    then
      opened := neon_auth_internal.open_session(who.id, new_token_hash, true, amr => '{email}');
    end if;
    body := json_build_object(
      'status', true, 'token', opened.token,
      -- A code alone does not show a user with a second factor.
      'user', case when not neon_auth_internal.needs_second_factor(who, 'email') then neon_auth_internal.user_json(who) end);
  end if;
  return next;
end
$$;

comment on function neon_auth_api.verify_email_code(text, text[], text) is
  'POST /email-otp/verify-email: verifies the address with a code. If the settings enable it, opens a session with '
  'new_token_hash; otherwise the token in the response is null, and so is the user if they have a second factor. failure is INVALID_OTP, OTP_EXPIRED, '
  'TOO_MANY_ATTEMPTS, BANNED_USER, NO_SUCH_USER, or empty.';
