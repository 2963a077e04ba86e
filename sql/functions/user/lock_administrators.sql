-- lock_administrators lets one transaction at a time remove, demote or ban administrators: two administrators who do it
-- to each other would leave none. A transaction that waited sees the changes of the other. It also waits for a statement by SQL
-- that is changing the caller, if there is one.
create function neon_auth_internal.lock_administrators(caller uuid default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.lock_task('administrators');
  perform from neon_auth."user" u where u.id = lock_administrators.caller for no key update;
end
$$;
