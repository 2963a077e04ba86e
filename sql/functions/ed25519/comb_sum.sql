-- comb_sum returns S * B - k * A from the combs, as {x, y, z}. Returns null when a multiple it needs is missing. This
-- null is essential: a missing comb would add zero, and anyone can sign for k * A = 0.
create function neon_auth_internal.comb_sum(key bytea, s bytea, k bytea)
returns numeric[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  -- A multiplication and a truncation are cheaper than numeric division. 1/p to 170 places.
  q constant numeric := 0.00000000000000000000000000000000000000000000000000000000000000000000000000001727233711018888925077270372560079914223200072887256277004740694033718360633052245489872716407;
  summand record;
  found_  integer := 0;
  x numeric := 0; y numeric := 1; z numeric := 1; t numeric := 0;
  a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
begin
  for summand in
    select m.y_plus_x, m.y_minus_x, m.xy_2d
    from neon_auth.ed25519_comb m
    where m.key = '' and m.slot = any (array(select i * 256 + get_byte(s, i) from generate_series(0, 31) i))
    union all
    select m.y_plus_x, m.y_minus_x, m.xy_2d
    from neon_auth.ed25519_comb m
    where m.key = comb_sum.key
      and m.slot = any (array(select i * 256 + get_byte(k, i) from generate_series(0, 31) i))
  loop
    found_ := found_ + 1;
    a := (y - x) * summand.y_minus_x; a := a - trunc(a * q) * p;
    b := (y + x) * summand.y_plus_x; b := b - trunc(b * q) * p;
    c := t * summand.xy_2d; c := c - trunc(c * q) * p;
    e := b - a; f := z + z - c; g := z + z + c; h := b + a;
    x := e * f; x := x - trunc(x * q) * p;
    y := g * h; y := y - trunc(y * q) * p;
    t := e * h; t := t - trunc(t * q) * p;
    z := f * g; z := z - trunc(z * q) * p;
  end loop;

  if found_ <> (
    select count(*) from (values (s), (k)) n (digits), generate_series(0, 31) i where get_byte(n.digits, i) <> 0
  ) then
    return null;
  end if;
  return array[x, y, z];
end
$$;
