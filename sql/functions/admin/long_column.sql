-- long_column gives the first of these columns whose long values have no index; null for none.
create function neon_auth_internal.long_column(variadic names text[])
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select c.name
  from unnest(names) with ordinality as n (name, place)
  join neon_auth_internal.user_column c on c.name = n.name and c.long
  order by n.place
  limit 1
$$;
