-- mail_phone_number_change informs a user by mail when a phone number becomes a way to sign in, or stops being one, by
-- the API or by SQL. A user who signed up by phone has no mailbox.
create function neon_auth_internal.mail_phone_number_change()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.email !~ '[.]invalid$' then
    perform neon_auth_internal.queue_mail(
      case when new."phoneNumberVerified" and new."phoneNumber" is not null then 'phone-number-added' else 'phone-number-removed' end,
      new.email, null, null);
  end if;
  return null;
end
$$;

create trigger mail_phone_number_change
after update of "phoneNumber", "phoneNumberVerified" on neon_auth."user"
for each row
when (
  case when old."phoneNumberVerified" then old."phoneNumber" end
    is distinct from case when new."phoneNumberVerified" then new."phoneNumber" end)
execute function neon_auth_internal.mail_phone_number_change();
