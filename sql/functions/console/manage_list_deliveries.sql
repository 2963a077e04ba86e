create function neon_auth_api.manage_list_deliveries(key_hash bytea, query jsonb)
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
  search   constant text := lower(trim(coalesce(query ->> 'search', '')));
  listed   jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select coalesce(jsonb_agg(to_jsonb(d) order by d.place), '[]') into listed
  from (
    select l.*, row_number() over (order by
      case when backward then l."createdAt" end, case when backward then l.id end, l."createdAt" desc, l.id desc) as place
    from neon_auth.list_deliveries(nullif(query ->> 'filter', '')) l
    where (search = '' or starts_with(lower(l.recipient), search) or l.id::text = search)
      and (cursor is null or case
        when backward then (l."createdAt", l.id) > ((cursor ->> 0)::timestamptz, auth.as_uuid(cursor ->> 1))
        else (l."createdAt", l.id) < ((cursor ->> 0)::timestamptz, auth.as_uuid(cursor ->> 1)) end)
    order by place
    limit size + 1
  ) d;
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null) || jsonb_build_object(
    'counts', (select coalesce(jsonb_object_agg(c.state, c.n), '{}') from (
      select d.state, count(*) as n from neon_auth.list_deliveries() d group by d.state) c));
end
$$;

comment on function neon_auth_api.manage_list_deliveries(bytea, jsonb) is
  'GET /console/db/NAME/outbox/: mails and webhook events as neon_auth.list_deliveries shows them, newest first, and how '
  'many have each state. query: filter (a state), search (the beginning of the recipient, or an id), after or before '
  '([createdAt, id] of a row). Fails if the key with that hash may not read.';
