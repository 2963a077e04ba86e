-- spend_as_much writes and removes a row, so that an unknown address takes the time of a known one, whose commit
-- waits for the disk.
create function neon_auth_internal.spend_as_much()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  nothing uuid;
begin
  insert into neon_auth.verification (identifier, value, "expiresAt") values ('', '', now()) returning id into nothing;
  delete from neon_auth.verification v where v.id = nothing;
end
$$;
