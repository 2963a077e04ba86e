-- is_imported_username reports whether a username of another system is taken over: one that this database could have
-- given, whatever lengths the settings allow.
create function neon_auth_internal.is_imported_username(username text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    username collate "C" ~ '^[A-Za-z0-9_.]{1,255}$' and username = neon_auth_internal.normalize_username(username), false)
$$;
