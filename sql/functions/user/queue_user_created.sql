-- queue_user_created queues the event user.created for each new user, created by the API or by SQL. insert_user sets
-- how the user signed up. Imported users are not new, so they cause no event.
create function neon_auth_internal.queue_user_created()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  provider constant text := coalesce(nullif(current_setting('neon_auth.provider', true), ''), 'credential');
begin
  if provider <> 'import' and neon_auth_internal.is_subscribed('user.created') then
    perform neon_auth_internal.put_event(
      'user.created', neon_auth_internal.event_user(m), jsonb_build_object('auth_provider', provider), null, null, false)
    from created m;
  end if;
  return null;
end
$$;

create trigger queue_user_created
after insert on neon_auth."user"
referencing new table as created
for each statement execute function neon_auth_internal.queue_user_created();
