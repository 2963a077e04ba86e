-- A challenge of a ceremony is a row of verification: its name says the ceremony (register or sign-in) and the hash of the
-- token in the cookie, its value is the user whom it is for, or empty. The challenge itself follows from the token.

-- find_passkey_challenge returns a challenge that is not expired.
create function neon_auth_internal.find_passkey_challenge(ceremony text, challenge_hash text)
returns neon_auth.verification
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select v.*
  from neon_auth.verification v
  where v.identifier = 'passkey-' || ceremony || '-' || challenge_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now()
$$;
