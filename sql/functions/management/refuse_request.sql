-- refuse_request fails with 400 VALIDATION_ERROR and says what is wrong with a request to the management API.
create function neon_auth_internal.refuse_request(problem text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = 'NA400', message = problem, detail = 'VALIDATION_ERROR';
end
$$;
