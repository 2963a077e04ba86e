-- is_bloated reports whether a table has so many dead rows that autovacuum cannot have kept up.
create function neon_auth_internal.is_bloated(dead bigint, live bigint)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select dead > 10000 and (dead > live or live > 100000 and dead > live * 0.3)
$$;
