-- page_number reads limit or offset as JavaScript does; null for none, for 0, and for what is no number. What is a number
-- and no count becomes -1, by which nobody is listed.
create function neon_auth_internal.page_number(value text)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when trim(value) ~ E'^\\+?\\d{1,9}(\\.0*)?$' then nullif(trim(value)::numeric::bigint, 0)
    when trim(value) ~ E'^-0*(\\.0*)?$' then null
    when trim(value) ~ E'^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?$' then -1
    when trim(value) ~ '^[+-]?Infinity$' then -1
  end
$$;
