-- parse_object reads a JSON object; null for anything else, and for one that has a key twice.
create function neon_auth_internal.parse_object(bytes bytea)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  value json;
begin
  value := convert_from(bytes, 'UTF8')::json; -- here, where the handler sees it fail
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
