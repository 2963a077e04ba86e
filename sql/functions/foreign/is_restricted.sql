-- is_restricted reports whether a security-restricted operation is already active, by trying something that it forbids.
create function neon_auth_internal.is_restricted()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute 'close "no such cursor"';
  return false;
exception
  when insufficient_privilege then
    return true;
  when invalid_cursor_name then
    return false;
end
$$;
