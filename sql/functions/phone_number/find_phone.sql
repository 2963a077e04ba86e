-- find_phone returns the user with the number, or null. In another spelling it is no user's.
create function neon_auth_internal.find_phone(phone_number text)
returns neon_auth."user"
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select u from neon_auth."user" u where u."phoneNumber" = find_phone.phone_number
$$;
