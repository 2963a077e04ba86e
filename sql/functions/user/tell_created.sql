-- tell_created queues the event user.created for each new user, created by the API or by SQL. insert_user sets how the
-- user signed up. An import marks its users as not new.
create function neon_auth_internal.tell_created()
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
    from made m;
  end if;
  return null;
end
$$;

create trigger tell_created
after insert on neon_auth."user"
referencing new table as made
for each statement execute function neon_auth_internal.tell_created();
