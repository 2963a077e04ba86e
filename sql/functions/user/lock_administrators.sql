-- lock_administrators lets one transaction at a time remove, demote or ban administrators: two administrators who do it
-- to each other would leave none. A transaction that waited sees the changes of the other.
create function neon_auth_internal.lock_administrators()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from neon_auth."user" u
  where 'admin' = any (string_to_array(u.role, ','))
  order by u.id
  for no key update;
end
$$;
