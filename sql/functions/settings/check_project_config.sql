-- check_project_config rejects a write that adds a problem to the row. Problems that an older release accepted (see
-- settings_advice) do not block other changes. New contradictions cause a warning.
create function neon_auth_internal.check_project_config()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  before constant jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
  found  record;
begin
  if tg_op = 'INSERT' and exists (select from neon_auth.project_config) then
    raise exception 'project_config already has its row: a second one would have no effect' using
      errcode = 'check_violation', schema = 'neon_auth', table = 'project_config',
      hint = 'Update the existing row, or use neon_auth.set(name, value).';
  end if;

  select * into found
  from (
    select * from neon_auth_internal.setting_problems(to_jsonb(new))
    except
    select * from neon_auth_internal.setting_problems(before)
  ) as p
  order by p.setting, p.problem
  limit 1;
  if found.setting is not null then
    raise exception '%', found.setting || ' ' || found.problem using
      errcode = 'check_violation', schema = 'neon_auth', table = 'project_config',
      hint = 'All settings with their allowed values: select * from neon_auth.settings.';
  end if;

  for found in
    select * from neon_auth_internal.setting_warnings(to_jsonb(new))
    except
    select * from neon_auth_internal.setting_warnings(before)
  loop
    raise warning '%', found.setting || ': ' || found.advice;
  end loop;
  return new;
end
$$;

create trigger check_project_config
before insert or update on neon_auth.project_config
for each row execute function neon_auth_internal.check_project_config();
