-- fits compares a field as a list's filter says, "eq" when it does not say how. Instants are compared as they are
-- written, which is in their order. "contains" knows % and _ as the reference's does.
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
