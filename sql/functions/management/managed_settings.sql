-- managed_settings returns a group of settings in the management API's form. A value in project_config that is not
-- allowed is treated as missing, as it is elsewhere.
create function neon_auth_internal.managed_settings(group_name text)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_object_agg(
    m.field,
    case when s.value <> 'null' and neon_auth_internal.is_allowed(s.fact, s.value) then s.value
      else coalesce((s.fact).fallback, case s.name when 'name' then to_jsonb(current_database()::text) end) end))
  from neon_auth_internal.managed_setting m
  cross join lateral (
    select k as fact, k.name, (
      select to_jsonb(c) #> k.path from neon_auth.project_config c order by c.created_at, c.id limit 1) as value
    from neon_auth_internal.known_setting k
    where k.name = m.setting
  ) as s
  where m.group_name = managed_settings.group_name
$$;
