-- tell_sidecars wakes the sidecars that listen: whoever has queued a mail, they look once he has committed.
create function neon_auth_internal.tell_sidecars()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify('neon_auth_outbox', '');
  return null;
end
$$;

create trigger tell_sidecars
after insert on neon_auth.outbox
for each statement execute function neon_auth_internal.tell_sidecars();
