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
  search   constant text := lower(trim(coalesce(query ->> 'search', '')) collate "C");
  filter   constant text := coalesce(query ->> 'filter', '');
  own      constant text := neon_auth.branch_identity();
  outbound constant text := neon_auth_internal.outbound();
  listed   jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  -- As neon_auth.list_deliveries, which reads every row. Only what waits can be held, or of another branch.
  select coalesce(jsonb_agg(to_jsonb(d) order by
    case when backward then d."createdAt" end, case when backward then d.id end, d."createdAt" desc, d.id desc), '[]') into listed
  from (
    select
      o.id, o.kind, o.recipient, shown.state, o.attempts, o."lastError", o."createdAt",
      case when shown.state = 'waiting' then o."nextAttemptAt" end as "nextAttemptAt", o."finishedAt"
    from neon_auth.outbox o
    cross join lateral (select case
      when o.state <> 'waiting' then o.state
      when o.branch <> own then 'of another branch'
      when not neon_auth_internal.is_sent(o.kind, outbound) then 'held'
      else o.state end) as shown (state)
    where (filter = '' or o.state = case when filter in ('sent', 'dead') then filter else 'waiting' end and shown.state = filter)
      and (search = '' or starts_with(lower(o.recipient collate "C"), search) or o.id = auth.as_uuid(search))
      and (cursor is null or case
        when backward then (o."createdAt", o.id) > ((cursor ->> 0)::timestamptz, auth.as_uuid(cursor ->> 1))
        else (o."createdAt", o.id) < ((cursor ->> 0)::timestamptz, auth.as_uuid(cursor ->> 1)) end)
    order by case when backward then o."createdAt" end, case when backward then o.id end, o."createdAt" desc, o.id desc
    limit size + 1
  ) d;
  return neon_auth_internal.keyset_page(listed, size, backward, cursor is not null);
end
$$;

comment on function neon_auth_api.manage_list_deliveries(bytea, jsonb) is
  'GET /console/db/NAME/outbox/: mails and webhook events as neon_auth.list_deliveries shows them, newest first. query: '
  'filter (a state), search (the beginning of the recipient, or an id), after or before ([createdAt, id] of a row). Fails '
  'if the key with that hash may not read.';
