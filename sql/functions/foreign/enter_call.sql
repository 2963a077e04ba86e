-- enter_call is the expression of the index. It must be declared immutable for that, although it is not.
create function neon_auth_internal.enter_call(mark uuid)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.run_call(mark);
  return true;
end
$$;
