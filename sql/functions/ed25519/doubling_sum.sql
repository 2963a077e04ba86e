-- doubling_sum returns the same as comb_sum, without combs and about eight times slower: it processes four bits of S
-- and k at a time, from the top (Straus). Returns null when the key is not a point.
create function neon_auth_internal.doubling_sum(key bytea, s bytea, k bytea)
returns numeric[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  p  constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  q  constant numeric := 0.00000000000000000000000000000000000000000000000000000000000000000000000000001727233711018888925077270372560079914223200072887256277004740694033718360633052245489872716407;
  d2 constant numeric := 16295367250680780974490674513165176452449235426866156013048779062215315747161;
  point numeric[] := neon_auth_internal.decode_point(key);
  px numeric[] := array[
    15112221349535400772501151409588531511454012693041857206046113283949847762202, p - point[1]];
  py numeric[] := array[
    46316835694926478169428394003475163141307993866256225615783033603165251855960, point[2]];
  -- Multiples 1 to 15 of B, then at 17 to 31 those of -A, each in the form that an addition takes.
  sums numeric[]; differences numeric[]; crosses numeric[]; doubles numeric[];
  x numeric; y numeric; z numeric; t numeric;
  a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
  digit integer;
begin
  if point is null then
    return null;
  end if;
  for which in 1 .. 2 loop
    x := px[which]; y := py[which]; z := 1; t := x * y % p;
    for multiple in which * 16 - 15 .. which * 16 - 1 loop
      sums[multiple] := y + x;
      differences[multiple] := y - x;
      crosses[multiple] := t * d2 % p;
      doubles[multiple] := z + z;
      a := (y - x) * (py[which] - px[which]) % p;
      b := (y + x) * (py[which] + px[which]) % p;
      c := crosses[multiple] * (px[which] * py[which] % p) % p;
      e := b - a; f := z + z - c; g := z + z + c; h := b + a;
      x := e * f % p; y := g * h % p; t := e * h % p; z := f * g % p;
    end loop;
  end loop;

  x := 0; y := 1; z := 1; t := 0;
  for nibble in reverse 63 .. 0 loop
    for doubling in 1 .. 4 loop
      a := x * x; a := a - trunc(a * q) * p;
      b := y * y; b := b - trunc(b * q) * p;
      h := a + b; e := (x + y) * (x + y); e := h - (e - trunc(e * q) * p);
      g := a - b; c := z * z; f := 2 * (c - trunc(c * q) * p) + g;
      x := e * f; x := x - trunc(x * q) * p;
      y := g * h; y := y - trunc(y * q) * p;
      z := f * g; z := z - trunc(z * q) * p;
    end loop;
    t := e * h; t := t - trunc(t * q) * p;
    for which in 0 .. 1 loop
      digit := (get_byte(case which when 0 then s else k end, nibble / 2) >> (nibble % 2 * 4)) & 15;
      continue when digit = 0;
      digit := digit + which * 16;
      a := (y - x) * differences[digit]; a := a - trunc(a * q) * p;
      b := (y + x) * sums[digit]; b := b - trunc(b * q) * p;
      c := t * crosses[digit]; c := c - trunc(c * q) * p;
      h := z * doubles[digit]; h := h - trunc(h * q) * p;
      e := b - a; f := h - c; g := h + c; h := b + a;
      x := e * f; x := x - trunc(x * q) * p;
      y := g * h; y := y - trunc(y * q) * p;
      t := e * h; t := t - trunc(t * q) * p;
      z := f * g; z := z - trunc(z * q) * p;
    end loop;
  end loop;
  return array[x, y, z];
end
$$;
