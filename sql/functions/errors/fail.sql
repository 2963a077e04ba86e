-- fail raises the failure of the given name. `details` fill the %s of its message. SQLSTATE is NA and the status,
-- DETAIL is the code in the response.
create function neon_auth_internal.fail(name text, variadic details text[] default '{}')
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  failure neon_auth_internal.failure;
  message text;
begin
  select * into strict failure from neon_auth_internal.failure f where f.name = fail.name;
  message := format(failure.message, variadic details);

  raise exception using
    errcode = 'NA' || failure.status,
    message = message,
    detail = case when details = '{}' then failure.code else neon_auth_internal.failure_code(message) end;
end
$$;
