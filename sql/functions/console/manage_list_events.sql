create function neon_auth_api.manage_list_events(key_hash bytea, query jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  size     constant integer := 50;
  backward constant boolean := query ? 'before';
  cursor   constant jsonb := coalesce(query -> 'before', query -> 'after');
  search   constant text := trim(coalesce(query ->> 'search', ''));
  filter   constant text := coalesce(query ->> 'filter', '');
  listed   jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select coalesce(jsonb_agg(to_jsonb(d) order by
    case when backward then d."createdAt" end, case when backward then d.id end, d."createdAt" desc, d.id desc), '[]') into listed
  from (
    select e.id, e.type, e."user", e.data, e.state, e.attempts, e.status, e.answer, e.error, e."createdAt", e."finishedAt"
    from neon_auth.webhook_event e
    where (filter = '' or e.state = filter)
      and (search = '' or starts_with(e.type, search) or e.id = auth.as_uuid(search))
      and (cursor is null or case
        when backward then (e."createdAt", e.id) > ((cursor ->> 0)::timestamptz, auth.as_uuid(cursor ->> 1))
        else (e."createdAt", e.id) < ((cursor ->> 0)::timestamptz, auth.as_uuid(cursor ->> 1)) end)
    order by case when backward then e."createdAt" end, case when backward then e.id end, e."createdAt" desc, e.id desc
    limit size + 1
  ) d;
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null);
end
$$;

comment on function neon_auth_api.manage_list_events(bytea, jsonb) is
  'GET /console/db/NAME/outbox/events: webhook events as neon_auth.list_events shows them, newest first. query: filter '
  '(a state), search (the beginning of the type, or an id), after or before ([createdAt, id] of a row). Fails if the key '
  'with that hash may not read.';
