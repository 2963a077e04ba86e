-- check_webhook_config rejects webhook settings that would have no effect.
create function neon_auth_internal.check_webhook_config()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  problem constant text := case when tg_op = 'INSERT' or new.webhook_config is distinct from old.webhook_config
    then neon_auth_internal.webhook_config_problem(new.webhook_config) end;
begin
  if problem is not null then
    raise exception using
      errcode = 'check_violation', schema = 'neon_auth', table = 'project_config', column = 'webhook_config',
      message = 'webhook_config: ' || problem,
      hint = 'For tests here: set neon_auth.webhook_allow_private = on, and NEONAUTH_WEBHOOK_ALLOW_PRIVATE=1.';
  end if;
  return new;
end
$$;

create trigger check_webhook_config
before insert or update of webhook_config on neon_auth.project_config
for each row execute function neon_auth_internal.check_webhook_config();
