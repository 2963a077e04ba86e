-- count_found returns the number of users that a query finds. When a filter matches most users, it counts the others:
-- reading an index takes 50 ms for half a million. It is only volatile so that it can use explain.
create function neon_auth_internal.count_found(query jsonb)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  opposites constant json := '{"ne": "eq", "lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}'::json;
  opposite  constant text := opposites ->> (query ->> 'filterOperator');
  queries   jsonb[] := array[query - 'sortBy'];
  plan      json;
  expected  float[] := '{}'::float[];
  counts    bigint[] := '{}'::bigint[];
  n         bigint;
begin
  if neon_auth_internal.search_condition(query) = 'true' and opposite is not null then
    queries := queries || array[
      queries[1] || jsonb_build_object('filterOperator', opposite), queries[1] || '{"filterOperator": "null"}'];
    for i in 1..3 loop
      execute 'explain (format json) ' || neon_auth_internal.select_users('1', queries[i], '')
      into plan
      using query ->> 'searchValue', query ->> 'filterValue';
      expected := expected || (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float;
    end loop;
    queries := case when expected[2] + expected[3] < expected[1] then queries[2:3] else queries[1:1] end;
  end if;

  for i in 1..cardinality(queries) loop
    execute format('select sum(c.n) from (%s) c', neon_auth_internal.select_users('count(*) as n', queries[i], ''))
    into n
    using query ->> 'searchValue', query ->> 'filterValue';
    counts := counts || n;
  end loop;
  return case
    when cardinality(counts) = 1 then counts[1]
    else neon_auth_internal.counted_users('{}') - counts[1] - counts[2]
  end;
end
$$;
