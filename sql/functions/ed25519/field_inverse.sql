-- field_inverse returns 1/a modulo 2^255 - 19, by Euclid's algorithm. Its running time depends on a, which is not
-- secret here.
create function neon_auth_internal.field_inverse(a numeric)
returns numeric
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  high     numeric := p;
  low      numeric := (a % p + p) % p;
  before   numeric := 0;
  now_     numeric := 1;
  quotient numeric;
  kept     numeric;
begin
  while low > 0 loop
    quotient := div(high, low);
    kept := low;
    low := high - quotient * low;
    high := kept;
    kept := now_;
    now_ := before - quotient * now_;
    before := kept;
  end loop;
  return (before % p + p) % p;
end
$$;
