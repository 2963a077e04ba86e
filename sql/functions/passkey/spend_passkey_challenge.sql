create function neon_auth_api.spend_passkey_challenge(ceremony text, challenge_hash text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.take_passkey_challenge(ceremony, challenge_hash);
end
$$;

comment on function neon_auth_api.spend_passkey_challenge(text, text) is
  'POST /passkey/verify-registration and verify-authentication, if the sidecar rejects the authenticator''s response: a '
  'challenge is used once, also by a wrong response. ceremony: register or sign-in. challenge_hash: sha256 of the token '
  'in the cookie.';
