-- parse_json parses JSON text. It returns other text as a JSON string, because apps write metadata by hand.
create function neon_auth_internal.parse_json(value text)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return value::jsonb;
exception when data_exception then
  return to_jsonb(value);
end
$$;
