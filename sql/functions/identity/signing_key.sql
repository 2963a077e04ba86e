-- signing_key returns the 32 bytes of the public key that a token names. Returns null unless the key belongs to this
-- branch and is not expired.
create function neon_auth_internal.signing_key(kid text)
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.decode_base64url(k.jwk ->> 'x')
  from neon_auth.jwks j, neon_auth_internal.parse_object(convert_to(j."publicKey", 'UTF8')) k (jwk)
  where j.id::text = kid
    and j.branch = neon_auth.branch_identity()
    and coalesce(j."expiresAt" > clock_timestamp(), true)
    and k.jwk ->> 'kty' = 'OKP'
    and k.jwk ->> 'crv' = 'Ed25519'
    and k.jwk ->> 'x' ~ '^[A-Za-z0-9_-]{43}$'
$$;
