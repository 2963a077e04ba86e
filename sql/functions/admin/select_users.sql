-- select_users gives the statement that selects `what` of the users u of a condition, with a tail. Where a column may
-- be long, those in whom it is are asked apart: the index has the others only.
create function neon_auth_internal.select_users(what text, condition text, long_column text, tail text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(
    format('(select %s from neon_auth."user" u where %s%s %s)', what, half || ' and ', condition, tail), ' union all ')
  from unnest(
    case
      when long_column is null then array[null]
      else array[
        format('octet_length(u.%I) > 2000 is not true', long_column), format('octet_length(u.%I) > 2000', long_column)]
    end) as half
$$;
