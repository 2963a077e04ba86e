create function neon_auth_api.sign_in_email(
  user_id       uuid,
  verified_hash text,
  token_hash    text,
  remember      boolean,
  callback_url  text,
  proof         jsonb default '{}',
  refusal       text default 'INVALID_EMAIL_OR_PASSWORD')
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config neon_auth_internal.config;
  who    neon_auth."user";
begin
  -- Locked and compared again: since the verification a reset may have replaced the password and ended all sessions,
  -- and the old password must not open a new one.
  perform from neon_auth.account a
  where a."userId" = sign_in_email.user_id and a."providerId" = 'credential' and a.password = verified_hash
  for share;
  if not found then
    perform neon_auth_internal.fail(refusal);
  end if;

  select * into strict config from neon_auth_internal.config;
  perform neon_auth_internal.pass_attempt('password', u.email) from neon_auth."user" u where u.id = sign_in_email.user_id;
  select * into strict who from neon_auth."user" u where u.id = sign_in_email.user_id;
  if config.email_verification_required and not who."emailVerified" then
    if config.verify_on_sign_in then
      perform neon_auth_internal.mail_verification(who, proof, quiet => true);
    end if;
    return query select 'EMAIL_NOT_VERIFIED', 'null'::json;
    return;
  end if;

  if not neon_auth_internal.admit(who.id, token_hash, remember, 'pwd') then
    return query select '', neon_auth_internal.challenge_json();
    return;
  end if;
  return query select '', case
    when callback_url is null then json_build_object(
      'redirect', false, 'token', token_hash, 'user', neon_auth_internal.user_json(who))
    else json_build_object(
      'redirect', callback_url <> '', 'token', token_hash, 'url', callback_url,
      'user', neon_auth_internal.user_json(who))
  end;
end
$$;

comment on function neon_auth_api.sign_in_email(uuid, text, text, boolean, text, jsonb, text) is
  'POST /sign-in/email, second step: opens a session with token_hash if verified_hash is still the stored hash. '
  'Otherwise fails with refusal. callback_url may be null. failure is EMAIL_NOT_VERIFIED, with a '
  'mail if the settings enable it (proof: codeHash, sealedCode, sealedLink), or empty. If the user has a second factor, '
  'opens no session, and token_hash names a challenge. Fails with BANNED_USER.';
