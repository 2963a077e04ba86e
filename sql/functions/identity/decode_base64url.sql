-- decode_base64url decodes base64url text. Returns null when the length is impossible for that encoding.
create function neon_auth_internal.decode_base64url(value text)
returns bytea
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if length(value) % 4 = 1 then
    return null;
  end if;
  return decode(rpad(translate(value, '-_', '+/'), (length(value) + 3) / 4 * 4, '='), 'base64');
end
$$;
