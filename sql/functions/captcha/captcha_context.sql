-- captcha_context identifies the provider to which the secret key is sent: a key sealed for one is not sent to another.
create function neon_auth_internal.captcha_context(plugin_configs jsonb)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return neon_auth_internal.secret_context('captcha', jsonb_build_object(
    'id', plugin_configs #> '{captcha,config,provider}', 'url', plugin_configs #> '{captcha,config,siteVerifyURLOverride}'));
end
$$;
