-- record_activity stores that a user is active today (UTC). A session that is opened or extended calls it, and no other
-- request: get-session stays as fast as it is.
create function neon_auth_internal.record_activity()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new."impersonatedBy" is null then
    insert into neon_auth.active_day (day, "userId") values ((now() at time zone 'UTC')::date, new."userId")
    on conflict do nothing;
  end if;
  return null;
end
$$;

create trigger record_activity
after insert on neon_auth.session
for each row execute function neon_auth_internal.record_activity();

create trigger record_activity_again
after update of "expiresAt" on neon_auth.session
for each row
when (new."expiresAt" > old."expiresAt")
execute function neon_auth_internal.record_activity();
