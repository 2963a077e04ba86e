-- count_found counts the users whom a search and a filter find. Where a filter finds most, it counts the others:
-- reading an index takes 50 ms for half a million. Volatile only for explain's sake.
create function neon_auth_internal.count_found(query jsonb)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  searched   text := neon_auth_internal.search_condition(query);
  filtered   text := neon_auth_internal.filter_condition(query);
  filter     text := coalesce(nullif(query ->> 'filterField', ''), 'email');
  apart      text := neon_auth_internal.long_column(
    filter, case when searched <> 'true' then query ->> 'searchField' end);
  opposite   text := '{"ne": "eq", "lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}'::json ->> (query ->> 'filterOperator');
  conditions text[] := array[searched || ' and ' || filtered];
  plan       json;
  expected   float[] := '{}'::float[];
  counts     bigint[] := '{}'::bigint[];
  n          bigint;
begin
  if searched = 'true' and opposite is not null then
    conditions := conditions || array[
      neon_auth_internal.filter_condition(query || jsonb_build_object('filterOperator', opposite)),
      format('u.%I is null', filter)];
    for i in 1..3 loop
      execute 'explain (format json) ' || neon_auth_internal.select_users('1', conditions[i], apart, '')
      into plan
      using query ->> 'searchValue', query ->> 'filterValue';
      expected := expected || (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float;
    end loop;
    if expected[2] + expected[3] < expected[1] then
      conditions := conditions[2:3];
    else
      conditions := conditions[1:1];
    end if;
  end if;

  for i in 1..cardinality(conditions) loop
    execute format(
      'select sum(c.n) from (%s) c', neon_auth_internal.select_users('count(*) as n', conditions[i], apart, ''))
    into n
    using query ->> 'searchValue', query ->> 'filterValue';
    counts := counts || n;
  end loop;
  if cardinality(counts) = 2 then
    return neon_auth_internal.counted_users('{}') - counts[1] - counts[2];
  end if;
  return counts[1];
end
$$;
