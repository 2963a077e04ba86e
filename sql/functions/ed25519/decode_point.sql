-- decode_point returns {x, y} of an encoded point of 32 bytes (RFC 8032, 5.1.3). Returns null when the bytes encode no
-- point or are not its canonical encoding.
create function neon_auth_internal.decode_point(bytes bytea)
returns numeric[]
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  d constant numeric := 37095705934669439343138083508754565189542113879843219016388785533085940283555;
  root_of_minus_one constant numeric :=
    19681161376707505956807079304988542015446066515923890162744021073123829784752;
  sign  integer;
  x     numeric;
  y     numeric;
  above numeric; -- x² = above / below
  below numeric;
  cube  numeric;
  base  numeric;
begin
  if length(bytes) <> 32 then
    return null;
  end if;
  sign := get_byte(bytes, 31) >> 7;
  y := neon_auth_internal.bytes_to_number(set_byte(bytes, 31, get_byte(bytes, 31) & 127));
  if y >= p then
    return null;
  end if;

  above := (y * y + p - 1) % p;
  below := (d * (y * y % p) + 1) % p;
  cube := below * below % p * below % p;
  base := above * (cube * cube % p * below % p) % p;
  x := base; -- to the power (p - 5) / 8 = 2^252 - 3: in binary 250 ones, then 01
  for bit in 1 .. 251 loop
    x := x * x % p;
    if bit <> 250 then
      x := x * base % p;
    end if;
  end loop;
  x := above * cube % p * x % p;

  if below * (x * x % p) % p <> above then
    x := x * root_of_minus_one % p;
    if below * (x * x % p) % p <> above then
      return null;
    end if;
  end if;
  if x = 0 and sign = 1 then
    return null;
  end if;
  return array[case when x % 2 = sign then x else p - x end, y];
end
$$;
