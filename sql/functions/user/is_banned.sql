-- is_banned says whether the user is banned now; a ban without an end lasts.
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
