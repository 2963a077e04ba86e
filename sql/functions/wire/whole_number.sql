-- whole_number parses a count from the query string. Returns null when it is missing, zero or not a number. Fails for a
-- negative number and for a fraction.
create function neon_auth_internal.whole_number(value text)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if value ~ E'^-\\d|^\\d*\\.\\d*[1-9]' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  return nullif(substring(value, E'^\\d{1,15}$')::bigint, 0);
end
$$;
