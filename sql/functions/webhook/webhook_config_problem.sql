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
