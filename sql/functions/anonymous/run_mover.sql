-- run_mover calls a function of moves.sql under restriction.
create function neon_auth_internal.run_mover(mover oid, request jsonb)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.is_restricted() then
    return neon_auth_internal.run_hook(mover, request);
  end if;
  return neon_auth_internal.run_restricted(format('select neon_auth_internal.run_hook(%s, %L)', mover, request))::jsonb;
end
$$;
