-- sort_order returns the order by which users u are listed. No two users are equal in it, so pages neither overlap nor
-- skip. Returns null for a column that is not in user_column.
create function neon_auth_internal.sort_order(query jsonb)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format(
    'u.%I %s, u.id %2$s', c.name, case when query ->> 'sortDirection' = 'desc' then 'desc' else 'asc' end)
  from neon_auth_internal.user_column c
  where c.name = coalesce(nullif(query ->> 'sortBy', ''), 'createdAt')
$$;
