-- search_condition gives the condition that a search puts on a user u; $1 is what was searched for. Wildcards in it
-- count, as in the reference. A search for an end is one for a beginning, read backwards, which an index serves.
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
