create function neon_auth_api.sign_in_passkey(
  token_hash     text,
  step_hash      text,
  challenge_hash text,
  credential_id  text,
  verified_key   text,
  counter        bigint,
  is_verified    boolean,
  is_backed_up   boolean,
  new_token_hash text,
  remember       boolean)
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who   neon_auth."user";
  used  neon_auth.passkey;
  held  neon_auth.verification := neon_auth_internal.take_passkey_challenge('sign-in', challenge_hash);
begin
  body := 'null';
  select u.* into who
  from neon_auth."user" u
  where u.id = (select p."userId" from neon_auth.passkey p where p."credentialID" = credential_id)
  for no key update;
  -- Read again: it may have been removed since the sidecar verified the signature.
  select p.* into used
  from neon_auth.passkey p
  where p."credentialID" = credential_id and p."publicKey" = verified_key and p."userId" = who.id
  for update;
  failure := case
    when held.id is null then 'PASSKEY_CHALLENGE_NOT_FOUND'
    when used.id is null or held.value not in ('', who.id::text) then 'PASSKEY_UNKNOWN'
    when neon_auth_internal.is_banned(who) then 'BANNED_USER'
    when not neon_auth_internal.advance_passkey(used, counter, is_backed_up) then 'PASSKEY_FAILED'
    else ''
  end;
  if failure = '' then
    body := neon_auth_internal.admit_passkey(who, token_hash, step_hash, is_verified, new_token_hash, remember);
  end if;
  return next;
end
$$;

comment on function neon_auth_api.sign_in_passkey(text, text, text, text, text, bigint, boolean, boolean, text, boolean) is
  'POST /passkey/verify-authentication, second step, after the sidecar has verified the signature with verified_key: uses '
  'up the challenge and opens a session with new_token_hash, or asks for a second factor. token_hash: the session that the '
  'browser has, or empty. step_hash: as in begin_passkey_sign_in. counter, is_verified (the authenticator has verified the '
  'user) and is_backed_up: from the response. failure is PASSKEY_CHALLENGE_NOT_FOUND, PASSKEY_UNKNOWN, BANNED_USER, '
  'PASSKEY_FAILED (its counter went back) or empty. Fails with TOO_MANY_REQUESTS while the user''s second factor is locked.';
