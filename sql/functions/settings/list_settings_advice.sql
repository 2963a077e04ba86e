create or replace function neon_auth.list_settings_advice()
returns table (setting text, advice text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with config as (
    select to_jsonb(c) as row from neon_auth.project_config c order by c.created_at, c.id limit 1
  )
  select p.setting, p.setting || ' ' || p.problem || '. The default applies until it is corrected.'
  from config c, neon_auth_internal.setting_problems(c.row) p
  union all
  select w.setting, w.advice from config c, neon_auth_internal.setting_warnings(c.row) w
  union all
  select 'webhook_config.webhookUrl', 'webhookUrl ' || neon_auth_internal.webhook_problem(c.row #>> '{webhook_config,webhookUrl}')
  from config c
  where c.row #>> '{webhook_config,webhookUrl}' is not null
    and neon_auth_internal.webhook_problem(c.row #>> '{webhook_config,webhookUrl}') is not null
  union all
  select 'project_config', 'It has more than one row: only the oldest has effect.'
  from neon_auth.project_config c having count(*) > 1
$$;

comment on function neon_auth.list_settings_advice() is
  'Returns settings that are wrong, have no effect, or contradict each other, each with what to do. Usually read as '
  'neon_auth.settings_advice.';

create or replace view neon_auth.settings_advice as
select a.setting, a.advice from neon_auth.list_settings_advice() a;

comment on view neon_auth.settings_advice is
  'Settings that are wrong, have no effect, or contradict each other, each with what to do. Empty when there are none.';
