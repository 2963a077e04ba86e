-- user_filter returns the condition of a filter for users u, and the one of user_count c with the same meaning. An
-- unknown filter finds all.
create function neon_auth_internal.user_filter(filter text)
returns table (users text, counts text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select k.users, replace(k.users, 'u.', 'c.')
  from (
    values
      ('verified', 'u."emailVerified"'),
      ('unverified', 'not u."emailVerified"'),
      ('banned', 'u.banned'),
      ('admins', 'u.role is not null and ''admin'' = any (string_to_array(u.role, '',''))')
  ) as k (name, users)
  where k.name = filter
  union all
  select 'true', 'true' where coalesce(filter, '') not in ('verified', 'unverified', 'banned', 'admins')
$$;
