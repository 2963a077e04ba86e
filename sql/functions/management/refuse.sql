-- refuse fails because of a value in a request: status 400, code VALIDATION_ERROR. The message names the field.
create or replace function neon_auth_management.refuse(message text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = 'NA400', message = message, detail = 'VALIDATION_ERROR';
end
$$;
