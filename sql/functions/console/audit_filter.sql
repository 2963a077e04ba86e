-- audit_filter returns the condition on audit_log l for a query of the console: entity, action, user (an id or an
-- address), actor (user, sql or key), from and to (dates, inclusive). What is not valid matches nothing.
create function neon_auth_internal.audit_filter(query jsonb)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  who   constant text := trim(query ->> 'user');
  id    constant uuid := coalesce(auth.as_uuid(who), (
    select u.id from neon_auth."user" u where u.email = neon_auth_internal.normalize_email(who)));
  parts text[] := array['true'];
begin
  if query ->> 'entity' <> '' then
    parts := parts || format('l.entity = %L', query ->> 'entity');
  end if;
  if query ->> 'action' <> '' then
    parts := parts || format('l.action = %L', query ->> 'action');
    if coalesce(query ->> 'entity', '') = '' then -- the index begins with it
      parts := parts || format('l.entity = any (%L)', (
        select array_agg(v.name) || '{audit_log}'::text[] from neon_auth_internal.audit_coverage v where v.mode is not null));
    end if;
  end if;
  if who <> '' then
    parts := parts || coalesce(format('%L in (l."userId", l."actorId")', id), 'false');
  end if;
  parts := parts || case query ->> 'actor'
    when 'user' then array['l."actorId" is not null']
    when 'key' then array['l."managementKey" is not null']
    when 'sql' then array['l."actorId" is null and l."managementKey" is null']
    else '{}' end;
  if query ->> 'from' ~ E'^\\d{4}-\\d\\d-\\d\\d$' then
    parts := parts || format('l.at >= %L', to_date(query ->> 'from', 'YYYY-MM-DD')::timestamp at time zone 'UTC');
  end if;
  if query ->> 'to' ~ E'^\\d{4}-\\d\\d-\\d\\d$' then
    parts := parts || format('l.at < %L', (to_date(query ->> 'to', 'YYYY-MM-DD') + 1)::timestamp at time zone 'UTC');
  end if;
  return array_to_string(parts, ' and ');
end
$$;
