create function neon_auth_api.begin_passkey_sign_in(
  token_hash text, step_hash text, challenge_hash text, challenge text, host text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.find_session(token_hash);
  owner  uuid := case when own."impersonatedBy" is null then own."userId" end;
  option neon_auth_internal.passkey_option;
  known  jsonb;
begin
  select * into strict option from neon_auth_internal.passkey_option;
  if own.id is null then -- a sign-in that waits for its second factor
    select auth.as_uuid(v.value) into owner
    from neon_auth.verification v
    where v.identifier = '2fa-' || step_hash and v.branch = neon_auth.branch_identity() and v."expiresAt" > now();
  end if;
  known := neon_auth_internal.passkey_descriptors(owner);
  -- Without a list of passkeys, any user may answer: the authenticator says who.
  perform neon_auth_internal.put_verification(
    'passkey-sign-in-' || challenge_hash, case when known = '[]' then '' else owner::text end, option.challenge_lifetime);
  return jsonb_build_object(
    'rpId', coalesce(option.rp_id, host),
    'challenge', challenge,
    'timeout', 60000,
    'userVerification', option.user_verification)
    || case when known = '[]' then '{}' else jsonb_build_object('allowCredentials', known) end;
end
$$;

comment on function neon_auth_api.begin_passkey_sign_in(text, text, text, text, text) is
  'GET /passkey/generate-authenticate-options: returns the options with which a passkey signs in, and stores the '
  'challenge for five minutes. They list the passkeys of the user of the session, or of the sign-in that waits for its '
  'second factor (step_hash: sha256 of the token in the cookie two_factor, or empty); then only that user can answer. '
  'Otherwise the response is the same for everybody. challenge_hash: sha256 of the token in the cookie. host: as in '
  'begin_passkey_registration.';
