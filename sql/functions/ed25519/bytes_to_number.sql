-- bytes_to_number returns the number that little-endian bytes encode.
create function neon_auth_internal.bytes_to_number(bytes bytea)
returns numeric
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  total numeric := 0;
  limb  bigint;
begin
  for nr in reverse (length(bytes) - 1) / 6 .. 0 loop -- six bytes at a time fit a bigint
    limb := 0;
    for i in reverse least(nr * 6 + 5, length(bytes) - 1) .. nr * 6 loop
      limb := (limb << 8) | get_byte(bytes, i);
    end loop;
    total := total * 281474976710656 + limb;
  end loop;
  return total;
end
$$;
