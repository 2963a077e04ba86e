create function neon_auth_api.manage_change_captcha(
  key_hash bytea, changes jsonb, sealed text default '', context text default '', saved text default '')
returns setof neon_auth_api.sealing_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  secret constant text[] := array['plugin_configs', 'captcha', 'config', 'secretKey'];
  is_new constant boolean := coalesce(changes ->> array_to_string(secret, '.'), '') <> '';
  config jsonb;
  before text;
  after  text;
  change record;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  config := neon_auth_internal.lock_config();
  before := neon_auth_internal.captcha_context(config -> 'plugin_configs');
  for change in
    select c.key as name, k.path, neon_auth_internal.setting_value(k, c.value #>> '{}') as value
    from jsonb_each(changes) c
    left join neon_auth_internal.known_setting k on k.name = c.key and k.name like E'plugin\\_configs.captcha.%'
    where c.key <> array_to_string(secret, '.')
  loop
    if change.path is null then
      raise exception '% is not a setting of captchas', left(change.name, 100) using errcode = 'invalid_parameter_value';
    end if;
    config := case when change.value is null then config #- change.path else neon_auth_internal.put_setting(config, change.path, change.value) end;
  end loop;

  after := neon_auth_internal.captcha_context(config -> 'plugin_configs');
  if is_new and (after <> manage_change_captcha.context or sealed = '') then
    return query select after, '', null::jsonb;
    return;
  elsif is_new then
    config := neon_auth_internal.put_setting(config, secret, to_jsonb(sealed));
  elsif after <> before and coalesce(config #>> secret, '') <> '' then
    perform neon_auth_internal.refuse_request('The secret key is missing: the saved one was given for another provider');
  end if;
  perform neon_auth_internal.store_config(config);
  return query select '', '', '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_change_captcha(bytea, jsonb, text, text, text) is
  'POST /console/db/NAME/settings/captcha: sets the settings of captchas by name, all or none. Null restores the default. '
  'A secret key in changes is masked; sealed, context and saved are those of manage_change_mail_server. A saved key is '
  'not sent to another provider: then a new one is needed. Fails with VALIDATION_ERROR, 22023 for another setting, the '
  'problem that project_config''s check finds (23514), and as require_key does.';
