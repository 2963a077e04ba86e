create function neon_auth_api.manage_list_audit(key_hash bytea, query jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  size     constant integer := least(coalesce((query ->> 'size')::integer, 50), 1000);
  backward constant boolean := query ? 'before';
  cursor   constant bigint := substring(coalesce(query -> 'before', query -> 'after') ->> 1, E'^\\d{1,18}$')::bigint;
  listed   jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  execute format(
    'select coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object(''actor'', coalesce(a.email, l."actorId"::text), '
    '''user'', coalesce(u.email, l."userId"::text)) order by l.id %2$s), ''[]'') '
    'from (select l.* from neon_auth.audit_log l where %1$s and %3$s order by l.id %2$s limit %4$s) l '
    'left join neon_auth."user" a on a.id = l."actorId" left join neon_auth."user" u on u.id = l."userId"',
    neon_auth_internal.audit_filter(query),
    case when backward then 'asc' else 'desc' end,
    case when cursor is null then 'true' else format('l.id %s %s', case when backward then '>' else '<' end, cursor) end,
    size + 1)
  into listed;
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null) || jsonb_build_object('entities', (
    select coalesce(jsonb_agg(c.name order by c.name), '[]') from (
      select v.name from neon_auth_internal.audit_coverage v where v.mode is not null) c));
end
$$;

comment on function neon_auth_api.manage_list_audit(bytea, jsonb) is
  'GET /console/db/NAME/activity/: rows of audit_log, newest first, with the addresses of users. query: entity, action, '
  'user, actor (user, key, sql), from, to, size (at most 1000), after or before ([value, id] of a row). Fails if the key '
  'with that hash may not read.';
