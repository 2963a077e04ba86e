-- queue_phone_verified queues the event phone_number.verified.
create function neon_auth_internal.queue_phone_verified(who neon_auth."user")
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.is_subscribed('phone_number.verified') then
    perform neon_auth_internal.put_event(
      'phone_number.verified', neon_auth_internal.event_user(who), jsonb_build_object('phone_number', who."phoneNumber"),
      null, null, false);
  end if;
end
$$;
