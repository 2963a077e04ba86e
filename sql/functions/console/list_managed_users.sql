-- list_managed_users returns a page of users. query is as manage_list_users describes it, and limit: how many rows (1 to
-- 1000, default 50). after and before may also be the id of a user; fails with USER_NOT_FOUND if there is none.
create function neon_auth_internal.list_managed_users(query jsonb)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  size     constant integer := least(greatest(coalesce((query ->> 'limit')::integer, 50), 1), 1000);
  few      constant integer := 5000;
  search   constant text := trim(query ->> 'search');
  matching constant text := neon_auth_internal.user_search(search);
  filter   record;
  by_email constant boolean := coalesce(query ->> 'sort' = 'email', false);
  backward constant boolean := query ? 'before';
  falling  constant boolean := not by_email;
  cursor   jsonb := coalesce(query -> 'before', query -> 'after');
  total    bigint;
  listed   jsonb;
  source   text;
begin
  if jsonb_typeof(cursor) = 'string' then
    select jsonb_build_array(case when by_email then to_jsonb(u.email) else to_jsonb(u."createdAt") end, u.id) into cursor
    from neon_auth."user" u where u.id = auth.as_uuid(cursor #>> '{}');
    if not found then
      perform neon_auth_internal.fail('USER_NOT_FOUND');
    end if;
  end if;
  select * into strict filter from neon_auth_internal.user_filter(query ->> 'filter');
  if matching = 'true' then
    execute 'select coalesce(sum(c.users), 0) from neon_auth.user_count c where ' || filter.counts into total;
  end if;
  -- A few users are found first and sorted then. Reading in sort order could read all users to find a few.
  source := format('select u.* from neon_auth."user" u where %s and %s', matching, filter.users);
  if coalesce(total, 0) <= few and (matching <> 'true' or filter.users <> 'true') then
    execute format('select count(*) from (%s limit %s) u', source, few + 1) using search into total;
    if total <= few then
      source := format('select * from (%s offset 0) u where true', source);
    else
      total := null;
    end if;
  end if;

  execute format(
    'select coalesce(jsonb_agg(neon_auth_internal.managed_user_json(f) order by %1$s), ''[]'') '
    'from (%2$s and %3$s order by %1$s limit %4$s) u, lateral (select u.*) f',
    case when by_email then 'u.email ' else 'u."createdAt" ' end || case when falling <> backward then 'desc' else 'asc' end
      || ', u.id ' || case when falling <> backward then 'desc' else 'asc' end,
    source,
    case when cursor is null then 'true' else format(
      '(%s, u.id) %s ($2::%s, $3::uuid)', case when by_email then 'u.email' else 'u."createdAt"' end,
      case when falling <> backward then '<' else '>' end, case when by_email then 'text' else 'timestamptz' end) end,
    size + 1)
  into listed
  using search, cursor ->> 0, auth.as_uuid(cursor ->> 1);
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null) || jsonb_build_object('total', total);
end
$$;
