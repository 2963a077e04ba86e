-- parse_object parses a JSON object. Returns null for anything else, and for an object with a duplicate key.
create function neon_auth_internal.parse_object(bytes bytea)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  value json;
begin
  value := convert_from(bytes, 'UTF8')::json; -- here, so that the handler catches its error
  if json_typeof(value) = 'object'
    and (select count(*) = count(distinct o.key) from json_object_keys(value) o (key))
  then
    return value;
  end if;
  return null;
exception when data_exception or program_limit_exceeded then
  return null;
end
$$;
