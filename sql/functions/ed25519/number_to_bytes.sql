-- number_to_bytes encodes a number in the given number of little-endian bytes.
create function neon_auth_internal.number_to_bytes(number numeric, size integer)
returns bytea
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  bytes bytea := decode(repeat('00', size), 'hex');
  rest  numeric := number;
  limb  bigint;
begin
  for i in 0 .. size - 1 loop
    if i % 6 = 0 then
      limb := rest % 281474976710656;
      rest := div(rest, 281474976710656);
    end if;
    bytes := set_byte(bytes, i, (limb & 255)::integer);
    limb := limb >> 8;
  end loop;
  return bytes;
end
$$;
