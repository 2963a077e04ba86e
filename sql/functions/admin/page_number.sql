-- page_number parses limit or offset as JavaScript does. Returns null when it is missing, 0, or not a number. A number
-- that is not a valid count becomes -1, which lists no users.
create function neon_auth_internal.page_number(value text)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when trim(value) ~ E'^\\+?(\\d{1,15}(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,2})?$' then case
      when trim(value)::numeric % 1 = 0 and trim(value)::numeric < 1e15 then nullif(trim(value)::numeric::bigint, 0)
      else -1 end
    when trim(value) ~ E'^-0*(\\.0*)?$' then null
    when trim(value) ~ E'^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?$' then -1
    when trim(value) ~ '^[+-]?Infinity$' then -1
  end
$$;
