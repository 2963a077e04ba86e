-- release_number removes a number from a user who has not proved it.
create function neon_auth_internal.release_number(phone_number text)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth."user" u set "phoneNumber" = null, "phoneNumberVerified" = null
  where u."phoneNumber" = release_number.phone_number and u."phoneNumberVerified" is not true
$$;
