create function neon_auth_api.find_challenge(challenge_hash text)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from neon_auth.verification v
    where v.identifier = '2fa-' || challenge_hash and v.branch = neon_auth.branch_identity() and v."expiresAt" > now())
$$;

comment on function neon_auth_api.find_challenge(text) is
  'GET /get-session?neon_auth_session_verifier=: whether the sign-in waits for its second factor. challenge_hash: '
  'sha256 of the token that was generated for the session.';
