create function neon_auth_api.sign_up_email(
  name            text,
  email           text,
  image           text,
  password_hash   text,
  password_length integer,
  fields          jsonb,
  token_hash      text,
  remember        boolean,
  proof           jsonb default '{}')
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config neon_auth_internal.config;
  who    neon_auth."user";
  opened neon_auth.session;
  chosen neon_auth_internal.username_choice := neon_auth_internal.choose_username(fields);
begin
  perform neon_auth_internal.check_sign_up(email, password_length, fields);
  select * into strict config from neon_auth_internal.config;
  if config.strict_sign_up and config.email_verification_required and (neon_auth_internal.find_user(email)).id is not null then
    return neon_auth_internal.pretend_sign_up(name, email, image, chosen);
  end if;
  who := neon_auth_internal.insert_user(
    name, email, image, false, 'user',
    phone_number => case when config.phone_number and neon_auth_internal.is_truthy(fields -> 'phoneNumber')
      then fields ->> 'phoneNumber' end,
    username => chosen.name, display_username => chosen.display);
  perform neon_auth_internal.insert_credential(who.id, password_hash);

  if config.verify_on_sign_up or config.email_verification_required then
    perform neon_auth_internal.mail_verification(who, proof);
  end if;
  if config.auto_sign_in and not config.email_verification_required then
    opened := neon_auth_internal.open_session(who.id, token_hash, remember, amr => '{pwd}');
  else
    perform neon_auth_internal.keep_caller(who.id::text, interval '1 day'); -- for the link that verifies the address
  end if;
  return json_build_object('token', opened.token, 'user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.sign_up_email(text, text, text, text, integer, jsonb, text, boolean, jsonb) is
  'POST /sign-up/email: creates a user with a password. Depending on the settings, opens a session with token_hash '
  '(otherwise the token in the response is null) and mails a code or link to verify the address (proof: codeHash, '
  'sealedCode, sealedLink). Fails as prepare_sign_up does, which checked the same arguments before. With strictSignUp '
  'and verification, a taken address gets the same response as a free one, and its owner is informed by mail.';
