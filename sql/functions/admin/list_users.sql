create function neon_auth_api.list_users(token_hash text, query jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  nobody   constant json := json_build_object('users', '[]'::json, 'total', 0);
  searched text := neon_auth_internal.search_condition(query);
  filtered text := neon_auth_internal.filter_condition(query);
  ordered  text := neon_auth_internal.sort_order(query);
  page     bigint := neon_auth_internal.page_number(query ->> 'limit');
  skipped  bigint := neon_auth_internal.page_number(query ->> 'offset');
  counted  boolean := searched = 'true' and (filtered = 'true' or exists (
    select from neon_auth_internal.user_column c where c.counted and c.name = query ->> 'filterField'));
  users    json;
  total    bigint;
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'list', 'LIST_USERS_NOT_ALLOWED');
  if filtered is null or ordered is null or page < 0 or skipped < 0 then
    return nobody;
  end if;

  begin
    execute format(
      'select coalesce(json_agg(neon_auth_internal.user_json(u)), ''[]'') from ('
      'select u.* from neon_auth."user" u where %s and %s order by %s limit $3 offset $4) as u',
      searched, filtered, ordered)
    into users
    using query ->> 'searchValue', query ->> 'filterValue', coalesce(page, 100), coalesce(skipped, 0);

    execute format(
      case
        when counted then 'select coalesce(sum(u.users), 0) from neon_auth.user_count u where %s and %s'
        else 'select count(*) from neon_auth."user" u where %s and %s'
      end,
      searched, filtered)
    into total
    using query ->> 'searchValue', query ->> 'filterValue';
  exception when data_exception then
    return nobody; -- a value that the column cannot have
  end;
  return concat(
    '{"users" : ', users, ', "total" : ', total, ', "limit" : ' || page, ', "offset" : ' || skipped, '}')::json;
end
$$;

comment on function neon_auth_api.list_users(text, jsonb) is
  'GET /admin/list-users: query holds the parameters as text. A column that is none, or a value that it cannot have, finds '
  'nobody. The total of all, and by role, emailVerified or banned, is from a counter. Fails with UNAUTHORIZED, '
  'LIST_USERS_NOT_ALLOWED, IMPERSONATING.';
