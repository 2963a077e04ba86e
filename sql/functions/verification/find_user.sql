-- find_user returns the user with the address in any spelling, or null.
create function neon_auth_internal.find_user(email text)
returns neon_auth."user"
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select u
  from neon_auth."user" u
  where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(find_user.email)
$$;
