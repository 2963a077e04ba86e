-- fail_missing raises the failure of the given name. HINT lists the missing permissions as a JSON list.
create function neon_auth_internal.fail_missing(name text, permissions text[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  failure neon_auth_internal.failure;
begin
  select * into strict failure from neon_auth_internal.failure f where f.name = fail_missing.name;
  raise exception using
    errcode = 'NA' || failure.status,
    message = failure.message,
    detail = failure.code,
    hint = to_json(permissions)::text;
end
$$;
