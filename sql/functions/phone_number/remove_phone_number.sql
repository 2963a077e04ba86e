-- remove_phone_number removes a user's phone number, which is a way to sign in and to reset the password.
create function neon_auth_internal.remove_phone_number(user_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth."user" u set "phoneNumber" = null, "phoneNumberVerified" = null
  where u.id = remove_phone_number.user_id and u."phoneNumber" is not null
$$;
