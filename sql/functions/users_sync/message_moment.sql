-- message_moment returns when a webhook message was made, from an id like msg_2Lh9KRb0pzN4LePd3XiA4v12Axj. Services that
-- send through Svix use it: a KSUID, whose first four bytes are seconds. Returns null for other ids.
create function neon_auth_internal.message_moment(message_id text)
returns timestamptz
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  digits constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  number numeric := 0;
begin
  if message_id !~ '^msg_[0-9A-Za-z]{27}$' then
    return null;
  end if;
  for place in 5 .. 31 loop
    number := number * 62 + strpos(digits, substr(message_id, place, 1)) - 1;
  end loop;
  number := div(number, 340282366920938463463374607431768211456); -- 2 to the 128th
  return case when number < 4294967296 then to_timestamp(number::double precision + 1400000000) end;
end
$$;
