create function neon_auth_api.add_passkey(token_hash text, challenge_hash text, credential jsonb)
returns table (failure text, body json)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own   neon_auth.session := neon_auth_internal.require_passkey_owner(token_hash);
  held  neon_auth.verification;
  made  neon_auth.passkey;
  count bigint;
begin
  perform from neon_auth."user" u where u.id = own."userId" for no key update;
  perform neon_auth_internal.hold_session(own);
  held := neon_auth_internal.take_passkey_challenge('register', challenge_hash);
  select count(*) into count from neon_auth.passkey p where p."userId" = own."userId";
  failure := case
    when held.id is null then 'PASSKEY_CHALLENGE_NOT_FOUND'
    when held.value <> own."userId"::text then 'PASSKEY_NOT_YOURS'
    when count >= (select o.most from neon_auth_internal.passkey_option o) then 'TOO_MANY_PASSKEYS'
    else ''
  end;
  if failure = '' then
    made := neon_auth_internal.insert_passkey(own."userId", credential, now());
    failure := case when made.id is null then 'PASSKEY_ALREADY_REGISTERED' else '' end;
  end if;
  body := neon_auth_internal.passkey_json(made);
  return next;
end
$$;

comment on function neon_auth_api.add_passkey(text, text, jsonb) is
  'POST /passkey/verify-registration, second step, after the sidecar has verified the authenticator''s response: uses up '
  'the challenge and adds a passkey to the caller. credential: name, publicKey, credentialID, counter, deviceType, '
  'backedUp, transports, aaguid. failure is PASSKEY_CHALLENGE_NOT_FOUND, PASSKEY_NOT_YOURS, PASSKEY_ALREADY_REGISTERED, '
  'TOO_MANY_PASSKEYS or empty. Fails with UNAUTHORIZED, IMPERSONATING, SESSION_NOT_FRESH.';
