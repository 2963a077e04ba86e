-- end_by_phone_number ends codes that were sent to a number when it is no longer the user's, whoever has changed it. A
-- code to set a new password must not be used by the number's next user.
create function neon_auth_internal.end_by_phone_number()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth.verification v
  where v.identifier in (old."phoneNumber", old."phoneNumber" || '-request-password-reset')
    or v.identifier like 'phone-reset:%' and v.value = old.id::text and octet_length(v.value) = 36; -- as the index
  return null;
end
$$;

create trigger end_by_phone_number
after update of "phoneNumber" on neon_auth."user"
for each row
when (old."phoneNumber" is distinct from new."phoneNumber" and old."phoneNumber" is not null)
execute function neon_auth_internal.end_by_phone_number();
