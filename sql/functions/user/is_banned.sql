-- is_banned reports whether the user is banned now. A ban without an end is permanent.
create function neon_auth_internal.is_banned(u neon_auth."user")
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(u.banned, false) and coalesce(u."banExpires" > now(), true);
end
$$;
