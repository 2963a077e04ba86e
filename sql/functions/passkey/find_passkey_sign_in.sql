create function neon_auth_api.find_passkey_sign_in(challenge_hash text, credential_id text)
returns setof neon_auth_api.passkey_ceremony_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  held  neon_auth.verification := neon_auth_internal.find_passkey_challenge('sign-in', challenge_hash);
  known neon_auth.passkey;
begin
  select * into known from neon_auth.passkey p where p."credentialID" = credential_id;
  if known.id is null or held.value not in ('', known."userId"::text) then
    perform neon_auth_internal.take_passkey_challenge('sign-in', challenge_hash);
    known := null;
  end if;
  return query
  select
    case when held.id is null then 'PASSKEY_CHALLENGE_NOT_FOUND' when known.id is null then 'PASSKEY_UNKNOWN' else '' end,
    coalesce(o.rp_id, ''), o.origins, o.user_verification = 'required', coalesce(known."publicKey", ''), coalesce(known."userId"::text, '')
  from neon_auth_internal.passkey_option o;
end
$$;

comment on function neon_auth_api.find_passkey_sign_in(text, text) is
  'POST /passkey/verify-authentication, first step: the public key against which the authenticator''s response is '
  'verified. challenge_hash: sha256 of the token in the cookie. credential_id: from the response. Otherwise as '
  'find_passkey_registration. failure is PASSKEY_CHALLENGE_NOT_FOUND, PASSKEY_UNKNOWN (also if the challenge is another '
  'user''s) or empty.';
