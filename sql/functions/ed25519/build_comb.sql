-- build_comb stores the multiples of the base point (key '') or of the negated public key. Takes about half a second
-- and writes 2 MB. Longer than a screen, because a call per point operation would triple the time.
create function neon_auth_internal.build_comb(key bytea)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  p  constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  d2 constant numeric := 16295367250680780974490674513165176452449235426866156013048779062215315747161;
  point numeric[];
  px numeric; py numeric;                               -- 256^position * P
  plus numeric; minus numeric; xy numeric;           -- the same, in the form that an addition takes
  x numeric; y numeric; z numeric; t numeric;           -- digit * 256^position * P
  a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
  xs numeric[]; ys numeric[]; zs numeric[]; products numeric[];
  sums numeric[]; differences numeric[]; crosses numeric[];
  inverse numeric;
begin
  if key = '' then
    px := 15112221349535400772501151409588531511454012693041857206046113283949847762202;
    py := 46316835694926478169428394003475163141307993866256225615783033603165251855960;
  else
    point := neon_auth_internal.decode_point(key);
    px := p - point[1];
    py := point[2];
  end if;

  for position in 0 .. 31 loop
    plus := (py + px) % p;
    minus := (py - px + p) % p;
    xy := px * py % p * d2 % p;
    x := px; y := py; z := 1; t := px * py % p;
    inverse := 1;
    for digit in 1 .. 256 loop
      xs[digit] := x;
      ys[digit] := y;
      zs[digit] := z;
      inverse := inverse * z % p;
      products[digit] := inverse;
      a := (y - x) * minus % p;
      b := (y + x) * plus % p;
      c := t * xy % p;
      e := b - a; f := z + z - c; g := z + z + c; h := b + a;
      x := e * f % p; y := g * h % p; t := e * h % p; z := f * g % p;
    end loop;

    -- One division for all points: going backwards, the inverse of a product yields the inverse of each factor.
    inverse := neon_auth_internal.field_inverse(products[256]);
    for digit in reverse 256 .. 1 loop
      c := case when digit > 1 then inverse * products[digit - 1] % p else inverse end;
      inverse := inverse * zs[digit] % p;
      x := (xs[digit] * c % p + p) % p;
      y := (ys[digit] * c % p + p) % p;
      if digit = 256 then
        px := x; py := y;
      else
        sums[digit] := (y + x) % p;
        differences[digit] := (y - x + p) % p;
        crosses[digit] := x * y % p * d2 % p;
      end if;
    end loop;
    insert into neon_auth.ed25519_comb (key, slot, y_plus_x, y_minus_x, xy_2d)
    select build_comb.key, position * 256 + m.digit, m.sum, m.difference, m.crossed
    from unnest(sums, differences, crosses) with ordinality m (sum, difference, crossed, digit)
    on conflict do nothing;
  end loop;
end
$$;
