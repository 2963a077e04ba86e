-- fail_later raises TOO_MANY_REQUESTS, with the seconds to wait in HINT.
create function neon_auth_internal.fail_later(seconds integer)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  failure neon_auth_internal.failure;
begin
  select * into strict failure from neon_auth_internal.failure f where f.name = 'TOO_MANY_REQUESTS';
  raise exception using
    errcode = 'NA' || failure.status,
    message = failure.message,
    detail = failure.code,
    hint = seconds::text;
end
$$;
