-- wake_confirmed notifies the listening sidecars when mail that was held may be sent.
create function neon_auth_internal.wake_confirmed()
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

create trigger wake_confirmed
after insert on neon_auth.branch_confirmation
for each statement execute function neon_auth_internal.wake_confirmed();

create trigger wake_confirmed
after update of options on neon_auth.project_config
for each statement execute function neon_auth_internal.wake_confirmed();
