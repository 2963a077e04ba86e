create function neon_auth_api.manage_list_users(key_hash bytea, query jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  size     constant integer := 50;
  few      constant integer := 5000;
  search   constant text := trim(query ->> 'search');
  matching constant text := neon_auth_internal.user_search(search);
  filter   record;
  by_email constant boolean := coalesce(query ->> 'sort' = 'email', false);
  backward constant boolean := query ? 'before';
  falling  constant boolean := not by_email;
  cursor   constant jsonb := coalesce(query -> 'before', query -> 'after');
  total    bigint;
  listed   jsonb;
  source   text;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
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

comment on function neon_auth_api.manage_list_users(bytea, jsonb) is
  'GET /console/db/NAME/users/: 50 users. query: search (the beginning of an address or name, an id, or an end such as '
  '@example.com), filter (verified, unverified, banned, admins), sort (createdAt: newest first, or email), after or '
  'before ([value, id] of the last or first row of another page). total is null when a search finds more than 5000. '
  'Fails if the key with that hash may not read.';
