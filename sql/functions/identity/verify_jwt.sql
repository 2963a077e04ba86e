-- verify_jwt returns the claims of a token that this branch signed and that is valid now, else null. The signature
-- check is expensive and comes last: it is only reached by tokens whose key and claims are valid.
create function neon_auth_internal.verify_jwt(token text)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  here     text := neon_auth.branch_identity();
  checksum bytea;
  parts    text[];
  header   jsonb;
  claims   jsonb;
  key      bytea;
begin
  -- The last character of 64 encoded bytes has four unused bits, which are zero in the canonical form.
  if token is null or octet_length(token) > 8192
    or token !~ E'^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{85}[AQgw]$'
  then
    return null;
  end if;

  -- The digest includes the branch, because a template copy also has this table's rows.
  checksum := sha256(convert_to(here || ' ' || token, 'UTF8'));
  if not pg_is_in_recovery() then -- a standby has no unlogged tables
    select v.claims into claims
    from neon_auth.verified_token v
    join neon_auth.jwks j on j.id = v.key_id
    where v.digest = checksum and v."expiresAt" > clock_timestamp()
      and j.branch = here and coalesce(j."expiresAt" > clock_timestamp(), true)
    limit 1;
    if found then
      return claims;
    end if;
  end if;

  parts := string_to_array(token, '.');
  header := neon_auth_internal.parse_object(neon_auth_internal.decode_base64url(parts[1]));
  if header -> 'alg' is distinct from '"EdDSA"' or header ? 'crit'
    or jsonb_typeof(header -> 'kid') <> 'string'
  then
    return null;
  end if;
  key := neon_auth_internal.signing_key(header ->> 'kid');
  claims := neon_auth_internal.parse_object(neon_auth_internal.decode_base64url(parts[2]));
  if key is null or claims is null or not neon_auth_internal.are_claims_valid(claims)
    or not neon_auth_internal.verify_ed25519(
      key,
      convert_to(parts[1] || '.' || parts[2], 'UTF8'),
      neon_auth_internal.decode_base64url(parts[3]))
  then
    return null;
  end if;

  perform neon_auth_internal.prepare_key(key);
  perform neon_auth_internal.remember_token(checksum, header ->> 'kid', claims);
  return claims;
end
$$;
