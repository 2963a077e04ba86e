create function neon_auth_api.list_users(token_hash text, query jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  no_users constant json := json_build_object('users', '[]'::json, 'total', 0);
  narrow  boolean := neon_auth_internal.search_condition(query) <> 'true' or query ->> 'filterValue' <> '';
  ordered text := neon_auth_internal.sort_order(query);
  page    bigint := neon_auth_internal.page_number(query ->> 'limit');
  skipped bigint := neon_auth_internal.page_number(query ->> 'offset');
  listed  constant text :=
    'select coalesce(json_agg(neon_auth_internal.user_json(u)), ''[]'') from ('
    'select u.* from (%s) u order by %s limit $3 offset $4) u';
  users   json;
  total   bigint;
  few     bigint;
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'list', 'LIST_USERS_NOT_ALLOWED');
  perform neon_auth_internal.check_pattern('searchValue', query ->> 'searchValue');
  perform neon_auth_internal.check_pattern('filterValue', query ->> 'filterValue');
  if neon_auth_internal.filter_condition(query) is null or ordered is null or page < 0 or skipped < 0 then
    return no_users;
  end if;
  begin
    total := neon_auth_internal.counted_users(query);
    -- A few users are found first and sorted then. Reading in sort order could read all users to find a few.
    if narrow and coalesce(total, 0) <= 5000 then
      execute format(
        'with few as materialized (%s) select count(*), (' || listed || ') from few',
        neon_auth_internal.select_users('u.*', query - 'sortBy', 'limit 5001'), 'table few', ordered)
      into few, users
      using query ->> 'searchValue', query ->> 'filterValue', coalesce(page, 100), coalesce(skipped, 0);
    end if;
    if few <= 5000 then
      total := few;
    else
      execute format(
        listed,
        neon_auth_internal.select_users('u.*', query, format('order by %s limit $3 + $4', ordered)), ordered)
      into users
      using query ->> 'searchValue', query ->> 'filterValue', coalesce(page, 100), coalesce(skipped, 0);
      total := coalesce(total, neon_auth_internal.count_found(query));
    end if;
  exception when data_exception then
    return no_users; -- a value that the column cannot hold
  end;
  return concat(
    '{"users" : ', users, ', "total" : ', total, ', "limit" : ' || page, ', "offset" : ' || skipped, '}')::json;
end
$$;

comment on function neon_auth_api.list_users(text, jsonb) is
  'GET /admin/list-users: query contains the parameters as text. An unknown column, or a value that it cannot hold, '
  'matches no user. The total of all users, or by role, emailVerified or banned, comes from a counter. Sorting, '
  'filters and searches for a beginning or end use indexes. A search for another part reads all users unless '
  'neon_auth.index_search() was called. Fails with UNAUTHORIZED, LIST_USERS_NOT_ALLOWED, IMPERSONATING.';
