-- webhook_config_problem returns what is wrong with webhook settings that would have no effect, or null.
create function neon_auth_internal.webhook_config_problem(config jsonb)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  known constant jsonb := '["user.before_create", "user.created", "send.otp", "send.magic_link",
    "organization.invitation.created", "organization.invitation.accepted", "phone_number.verified"]'::jsonb;
  url   constant text := neon_auth_internal.setting(config, '{webhookUrl}', null::text);
begin
  return case
    when config is null then null
    when jsonb_typeof(config -> 'enabled') <> 'boolean' then 'enabled must be true or false'
    when jsonb_typeof(config -> 'enabledEvents') <> 'array' then 'enabledEvents must be an array'
    when not coalesce(config -> 'enabledEvents', '[]') <@ known then 'enabledEvents may only contain ' || known::text
    when config -> 'timeoutSeconds' not in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10')
      then 'timeoutSeconds must be from 1 to 10'
    when url is null and config @> '{"enabled": true}' then 'webhookUrl is missing'
    when url is null and config ? 'webhookUrl' and config -> 'webhookUrl' <> 'null' then 'webhookUrl must be text'
    when url is not null then 'webhookUrl ' || neon_auth_internal.webhook_problem(url)
  end;
end
$$;

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
