-- fail raises the failure of the given name, in the form of neon_auth_internal.fail.
create or replace function neon_auth_management.fail(name text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  failure neon_auth_management.failure;
begin
  select * into strict failure from neon_auth_management.failure f where f.name = fail.name;
  raise exception using errcode = 'NA' || failure.status, message = failure.message, detail = failure.name;
end
$$;
