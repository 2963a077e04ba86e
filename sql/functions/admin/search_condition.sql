-- search_condition returns the SQL condition of a search for a user u. $1 is the search text, whose wildcards apply, as
-- in the reference. A search for an end becomes a search for a beginning in reversed text, which can use an index.
create function neon_auth_internal.search_condition(query jsonb)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when coalesce(query ->> 'searchValue', '') = '' then 'true'
    else format(
      case
        when query ->> 'searchOperator' = 'starts_with' then 'u.%I like $1 || ''%%'''
        when query ->> 'searchOperator' = 'ends_with' and strpos(query ->> 'searchValue', E'\\') = 0
          then 'reverse(u.%I) like reverse($1) || ''%%'''
        when query ->> 'searchOperator' = 'ends_with' then 'u.%I like ''%%'' || $1'
        else 'u.%I like ''%%'' || $1 || ''%%'''
      end,
      case when query ->> 'searchField' = 'name' then 'name' else 'email' end)
  end
$$;
