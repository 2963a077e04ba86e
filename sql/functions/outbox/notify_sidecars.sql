-- notify_sidecars wakes the sidecars that listen. They poll the outbox after the commit of a transaction that queued a
-- mail, or that lets held mail be sent.
create function neon_auth_internal.notify_sidecars()
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

create trigger notify_sidecars
after insert on neon_auth.outbox
for each statement execute function neon_auth_internal.notify_sidecars();

create trigger notify_sidecars
after insert on neon_auth.branch_confirmation
for each statement execute function neon_auth_internal.notify_sidecars();

create trigger notify_sidecars
after update of options on neon_auth.project_config
for each statement execute function neon_auth_internal.notify_sidecars();
