-- sha1 returns the SHA-1 hash of bytes. Lists of breached passwords have it, and Postgres has no function for it without an
-- extension.
create function neon_auth_internal.sha1(message bytea)
returns bytea
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  mask   constant bigint := 4294967295;
  length constant integer := octet_length(message);
  padded constant bytea := message || E'\\x80'::bytea || decode(repeat('00', (119 - length % 64) % 64), 'hex') || int8send(length::bigint * 8);
  h      bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
  w      bigint[];
  v      bigint[];
  f      bigint;
  t      bigint;
begin
  for block in 0 .. octet_length(padded) / 64 - 1 loop
    for i in 0 .. 15 loop
      t := 0;
      for part in 0 .. 3 loop
        t := t * 256 + get_byte(padded, block * 64 + i * 4 + part);
      end loop;
      w[i] := t;
    end loop;
    for i in 16 .. 79 loop
      t := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
      w[i] := ((t << 1) | (t >> 31)) & mask;
    end loop;
    v := h;
    for i in 0 .. 79 loop
      f := case
        when i < 20 then ((v[2] & v[3]) | ((~v[2]) & mask & v[4])) + 1518500249
        when i < 40 then (v[2] # v[3] # v[4]) + 1859775393
        when i < 60 then ((v[2] & v[3]) | (v[2] & v[4]) | (v[3] & v[4])) + 2400959708
        else (v[2] # v[3] # v[4]) + 3395469782
      end;
      t := ((((v[1] << 5) | (v[1] >> 27)) & mask) + f + v[5] + w[i]) & mask;
      v := array[t, v[1], ((v[2] << 30) | (v[2] >> 2)) & mask, v[3], v[4]];
    end loop;
    for i in 1 .. 5 loop
      h[i] := (h[i] + v[i]) & mask;
    end loop;
  end loop;
  return substring(int8send(h[1]) from 5) || substring(int8send(h[2]) from 5) || substring(int8send(h[3]) from 5)
    || substring(int8send(h[4]) from 5) || substring(int8send(h[5]) from 5);
end
$$;
