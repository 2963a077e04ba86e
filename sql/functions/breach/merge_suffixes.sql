-- merge_suffixes returns the suffixes of both lists, in order and each once.
create function neon_auth_internal.merge_suffixes(a bytea, b bytea)
returns bytea
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(each.suffix, ''::bytea order by each.suffix)
  from (
    select distinct substring(list.suffixes from place for 4) as suffix
    from unnest(array[a, b]) as list (suffixes), generate_series(1, octet_length(list.suffixes), 4) as place
  ) as each
$$;
