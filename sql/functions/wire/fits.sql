-- fits compares a field with the operator of a list's filter, by default "eq". It compares times as text, whose order
-- is chronological. "contains" treats % and _ as wildcards, as the reference does.
create function neon_auth_internal.fits(field text, operator text, value text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case coalesce(operator, 'eq')
    when 'eq' then field = value
    when 'ne' then field <> value
    when 'lt' then field < value
    when 'lte' then field <= value
    when 'gt' then field > value
    when 'gte' then field >= value
    when 'contains' then field like '%' || value || '%'
  end
$$;
