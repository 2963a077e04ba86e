create function neon_auth_api.check_code(kind text, email text, code_hashes text[])
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user" := neon_auth_internal.find_user(email);
begin
  if who.id is null and not (select c.strict_sign_up from neon_auth_internal.config c) then
    perform neon_auth_internal.fail('NO_SUCH_USER');
  end if;
  failure := coalesce(neon_auth_internal.try_code(kind, email, code_hashes, false), '');
  body := json_build_object('success', true);
  return next;
end
$$;

comment on function neon_auth_api.check_code(text, text, text[]) is
  'POST /email-otp/check-verification-otp: returns whether the code is valid. Does not consume it. Wrong codes are '
  'counted. Fails with NO_SUCH_USER unless strictSignUp is on. failure is INVALID_OTP, OTP_EXPIRED, '
  'TOO_MANY_ATTEMPTS, or empty.';
