create function neon_auth_api.pass_sign_in(email text)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.pass_attempt('password', neon_auth_internal.attempt_subject(email))
$$;

comment on function neon_auth_api.pass_sign_in(text) is
  'POST /sign-in/email, /sign-in/phone-number, when it failed although the password was right or not verified, as for a banned user: removes '
  'the attempt that find_credential or find_phone_credential recorded. email: the address or the number.';
