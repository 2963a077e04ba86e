-- fire_deferred runs the triggers that are deferred to the end of the transaction, of the named constraints or all, as
-- neon_auth_writer. At commit they would run as the session's login.
create function neon_auth_internal.fire_deferred(names text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'fire_deferred must run as neon_auth_writer';
  end if;
  execute 'set constraints ' || names || ' immediate';
end
$$;
