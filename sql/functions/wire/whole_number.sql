-- whole_number reads a count that a query gives; null for none and for what is no number. A negative one
-- and a broken one fail.
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
