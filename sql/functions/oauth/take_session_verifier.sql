create function neon_auth_api.take_session_verifier(verifier_hash text, challenge_hash text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kept neon_auth.verification;
begin
  -- With another challenge the verifier stays: a client that only has the URL cannot consume it.
  delete from neon_auth.verification v
  where v.identifier = 'session-verifier:' || verifier_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
    and v.value::jsonb ->> 'challenge' in (challenge_hash, 'impersonation') -- the latter: see manage_impersonate_user
  returning v.* into kept;
  if kept.id is null then
    perform neon_auth_internal.fail('VERIFICATION_NOT_FOUND');
  end if;
  return kept.value::jsonb ->> 'sealed';
end
$$;

comment on function neon_auth_api.take_session_verifier(text, text) is
  'GET /get-session?neon_auth_session_verifier=: consumes the verifier and returns the sealed session token. '
  'challenge_hash: sha256 of the challenge cookie; empty without one, as for an impersonation. Fails with VERIFICATION_NOT_FOUND when it is unknown, used, older '
  'than ten minutes, or bound to another challenge.';
