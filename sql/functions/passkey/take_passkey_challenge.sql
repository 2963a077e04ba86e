-- take_passkey_challenge deletes a challenge and returns it, if it is not expired: it is used once.
create function neon_auth_internal.take_passkey_challenge(ceremony text, challenge_hash text)
returns neon_auth.verification
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  delete from neon_auth.verification v
  where v.identifier = 'passkey-' || ceremony || '-' || challenge_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
  returning v.*
$$;
