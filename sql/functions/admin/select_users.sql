-- select_users returns the statement that selects `what` of the users u that a query finds, followed by a tail. If a
-- column used for sorting, filtering or searching may be long, users with long values are queried separately, because
-- the index does not contain them.
create function neon_auth_internal.select_users(what text, query jsonb, tail text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(
    format(
      '(select %s from neon_auth."user" u where %s and %s%s %s)', what,
      neon_auth_internal.search_condition(query), neon_auth_internal.filter_condition(query), half, tail),
    ' union all ')
  from (
    select n.place, array[
      format(' and octet_length(u.%I) > 2000 is not true', c.name), format(' and octet_length(u.%I) > 2000', c.name)]
    from unnest(array[query ->> 'sortBy', query ->> 'filterField', query ->> 'searchField']) with ordinality n (name, place)
    join neon_auth_internal.user_column c on c.name = n.name and c.long
    union all
    select 4, array['']
    order by 1
    limit 1
  ) as one (place, halves)
  cross join unnest(one.halves) as half
$$;
