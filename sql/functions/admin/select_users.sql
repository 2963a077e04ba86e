-- select_users returns the statement that selects `what` of the users u that a query finds, followed by a tail. If a
-- column used for sorting, filtering or searching may be long, users with long values are queried separately, because
-- the index does not contain them. So are users without a value of a sparse column by which they are sorted.
create function neon_auth_internal.select_users(what text, query jsonb, tail text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(
    format(
      '(select %s from neon_auth."user" u where %s and %s%s %s)', what,
      neon_auth_internal.search_condition(query), neon_auth_internal.filter_condition(query), half,
      case
        when half = ' and u.' || quote_ident(query ->> 'sortBy') || ' is null' -- all are equal: the primary key has them in order
        then replace(tail, split_part(neon_auth_internal.sort_order(query), ' u.id ', 1), '')
        else tail
      end),
    ' union all ')
  from (
    select n.place, case
      when c.long then array[
        format(' and octet_length(u.%I) > 2000 is not true', c.name), format(' and octet_length(u.%I) > 2000', c.name)]
      else array[format(' and u.%I is not null', c.name), format(' and u.%I is null', c.name)]
    end
    from unnest(array[query ->> 'sortBy', query ->> 'filterField', query ->> 'searchField']) with ordinality n (name, place)
    join neon_auth_internal.user_column c on c.name = n.name and (c.long or c.sparse and n.place = 1)
    union all
    select 4, array['']
    order by 1
    limit 1
  ) as one (place, halves)
  cross join unnest(one.halves) as half
$$;
