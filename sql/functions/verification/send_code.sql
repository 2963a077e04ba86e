create function neon_auth_api.send_code(kind text, email text, proof jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who    neon_auth."user" := neon_auth_internal.find_user(email);
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if who.id is not null or kind = 'sign-in' and not config.sign_up_disabled then
    perform neon_auth_internal.mail_code(kind, coalesce(who.email, neon_auth_internal.normalize_email(email)), proof);
  else
    perform neon_auth_internal.mail_no_code(kind, email);
  end if;
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.send_code(text, text, jsonb) is
  'POST /email-otp/send-verification-otp, /email-otp/request-password-reset: mails a code for the purpose kind '
  '(sign-in, email-verification, forget-password). The response is the same for an unknown address, which only gets a '
  'code to sign in, if sign-up is open. email must be a valid address. proof: codeHash, sealedCode.';
