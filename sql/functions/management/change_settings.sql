-- change_settings changes settings of a group to the given fields and returns the whole group. Fields that are left out
-- keep their values, or get the default if is_whole.
create function neon_auth_internal.change_settings(group_name text, fields jsonb, is_whole boolean default false)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  config  jsonb := neon_auth_internal.lock_config();
  before  constant jsonb := config;
  change  record;
  problem text;
begin
  perform neon_auth_internal.check_fields_of(group_name, fields);
  for change in
    select s.path, case s.type
      when 'integer' then to_jsonb(trunc((v.value #>> '{}')::numeric)) -- 5.0 is 5
      else v.value end as value
    from neon_auth_internal.managed_setting m
    join neon_auth_internal.known_setting s on s.name = m.setting
    cross join lateral (select coalesce(fields -> m.field, case when is_whole then s.fallback end)) as v (value)
    where m.group_name = change_settings.group_name
      and (is_whole or fields ? m.field)
  loop
    if change.value is null then
      config := config #- change.path;
    else
      config := neon_auth_internal.put_setting(config, change.path, change.value);
    end if;
  end loop;
  if config -> 'webhook_config' is distinct from before -> 'webhook_config' then
    problem := neon_auth_internal.webhook_config_problem(config -> 'webhook_config');
  end if;
  if problem is not null then
    perform neon_auth_internal.refuse_request(replace(problem, 'webhookUrl', 'webhook_url')); -- its name in the API
  end if;
  perform neon_auth_internal.store_config(config);
  return neon_auth_internal.managed_settings(group_name);
end
$$;
