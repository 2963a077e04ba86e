-- filter_condition returns the SQL condition of a filter for a user u. $2 is the value. Returns null for a column that
-- is not in user_column, or an operator that it does not support.
create function neon_auth_internal.filter_condition(query jsonb)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when coalesce(query ->> 'filterValue', '') = '' then 'true'
    else (
      select case
        when o.operator = 'is null' then format('u.%I is null', c.name)
        when o.operator = '<>' then format('(u.%1$I < $2::%2$s or u.%1$I > $2::%2$s)', c.name, c.type) -- can use an index
        when o.operator <> 'like' then format('u.%I %s $2::%s', c.name, o.operator, c.type)
        when c.name = 'role' then format('u.role = any (%L)', array(
          select distinct r.role from neon_auth.user_count r where r.role like '%' || (query ->> 'filterValue') || '%'))
        when c.type = 'text' then format('u.%1$I is not null and u.%1$I like ''%%'' || $2 || ''%%''', c.name)
      end
      from neon_auth_internal.user_column c
      join (
        values ('eq', '='), ('ne', '<>'), ('lt', '<'), ('lte', '<='), ('gt', '>'), ('gte', '>='), ('contains', 'like'),
        ('null', 'is null') -- used by count_found
      ) as o (name, operator) on o.name = coalesce(query ->> 'filterOperator', 'eq')
      where c.name = coalesce(nullif(query ->> 'filterField', ''), 'email'))
  end
$$;
