-- is_username_taken reports whether a username, in its normal form, is another user's.
create function neon_auth_internal.is_username_taken(name text, owner_id uuid default null)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from neon_auth."user" u where u.username = is_username_taken.name and u.id is distinct from owner_id)
$$;
