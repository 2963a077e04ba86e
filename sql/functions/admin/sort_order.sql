-- sort_order gives the order that users u are listed in, one in which no two are equal, so that pages fit together.
-- Null for a column that is none of user_column.
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
