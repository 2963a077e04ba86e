-- verify_ed25519 reports whether the signature of the message is valid for the key: S * B = R + k * A exactly, S below
-- the group's order and R in its canonical encoding, as Go's crypto/ed25519 requires.
create function neon_auth_internal.verify_ed25519(key bytea, message bytea, signature bytea)
returns boolean
language plpgsql
stable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  l constant numeric := 7237005577332262213973186563042994240857116359379907606001950938285454250989;
  r bytea := substr(signature, 1, 32);
  s bytea := substr(signature, 33);
  k bytea;
  point numeric[];
  inverse numeric;
  x numeric;
  y numeric;
begin
  if length(key) <> 32 or length(signature) <> 64 or neon_auth_internal.bytes_to_number(s) >= l then
    return false;
  end if;

  k := neon_auth_internal.number_to_bytes(neon_auth_internal.bytes_to_number(sha512(r || key || message)) % l, 32);
  point := coalesce(neon_auth_internal.comb_sum(key, s, k), neon_auth_internal.doubling_sum(key, s, k));
  if point is null then
    return false;
  end if;

  -- Encoding the sum is cheaper than decoding R, and rejects every non-canonical encoding of R.
  inverse := neon_auth_internal.field_inverse(point[3]);
  x := (point[1] * inverse % p + p) % p;
  y := (point[2] * inverse % p + p) % p;
  return get_byte(r, 31) >> 7 = x % 2
    and neon_auth_internal.bytes_to_number(set_byte(r, 31, get_byte(r, 31) & 127)) = y;
end
$$;
