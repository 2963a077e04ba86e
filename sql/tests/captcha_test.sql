begin;
select plan(21);

create function pg_temp.refused(config text, enabled boolean default true) returns text language plpgsql as $$
begin
  update neon_auth.project_config
  set plugin_configs = jsonb_build_object('captcha', jsonb_build_object('enabled', enabled, 'config', config::jsonb));
  return 'accepted';
exception when check_violation then
  return sqlerrm;
end
$$;

-- A captcha that cannot be verified cannot be asked for.
select matches(pg_temp.refused(t.config), '^plugin_configs.captcha.' || t.problem, t.config)
from (values
  ('{}', 'enabled needs'), ('{"provider": "hcaptcha"}', 'enabled needs'), ('{"secretKey": "x"}', 'enabled needs'),
  ('{"provider": "recaptcha", "secretKey": "x"}', 'config.provider must be'), ('{"provider": "hcaptcha", "secretKey": "x", "minScore": 2}', 'config.minScore must be a number from 0 to 1'),
  ('{"provider": "hcaptcha", "secretKey": "x", "minScore": "0.5"}', 'config.minScore must be'),
  ('{"provider": "hcaptcha", "secretKey": "x", "endpoints": []}', 'config.endpoints must be paths'), ('{"provider": "hcaptcha", "secretKey": "x", "endpoints": ["sign-in/email"]}', 'config.endpoints must be paths'),
  ('{"provider": "hcaptcha", "secretKey": "x", "endpoints": ["/Sign-In/Email"]}', 'config.endpoints must be paths'), ('{"provider": "hcaptcha", "secretKey": "x", "endpoints": ["/sign-in/email/"]}', 'config.endpoints must be paths'),
  ('{"provider": "hcaptcha", "secretKey": "x", "endpoints": ["/sign-in%2Femail"]}', 'config.endpoints must be paths'),
  ('{"provider": "hcaptcha", "secretKey": "x", "siteVerifyURLOverride": "http://example.com"}', 'config.siteVerifyURLOverride must be'), ('{"provider": "hcaptcha", "secretKey": "x", "siteVerifyURLOverride": "https://127.0.0.1/x"}', 'config.siteVerifyURLOverride must be')
) as t (config, problem);
select is(pg_temp.refused('{}', false), 'accepted', 'off without a provider');
select is((select options from neon_auth_internal.captcha_option), '', 'and then nothing is asked');
select is(pg_temp.refused('{"provider": "hcaptcha", "secretKey": "hush", "endpoints": ["/sign-in/*", "/sign-up"], "minScore": 0.3}'), 'accepted', 'with a provider');
select is((select c.options::jsonb from neon_auth_internal.captcha_option c),
  '{"provider": "hcaptcha", "secretKey": "hush", "siteKey": "", "minScore": 0.3, "url": "", "endpoints": ["/sign-in/*", "/sign-up"]}', 'its settings');
select is(neon_auth.set('plugin_configs.captcha.config.minScore', '0.75'), '0.75', 'a number is set by text');

-- The secret is sealed in its place, for its provider.
select is((select count(*) from neon_auth_api.list_unsealed_secrets() s where s.secret = 'hush'), 1::bigint, 'the secret waits to be sealed');
select neon_auth_api.seal_secret(encode(sha256('hush'), 'hex'), 'v1.sealed', s.context) from neon_auth_api.list_unsealed_secrets() s where s.secret = 'hush';
select is((select c.options::jsonb ->> 'secretKey' from neon_auth_internal.captcha_option c), 'v1.sealed', 'and is sealed');
select is((select count(*) from neon_auth.audit_log a where a::text like '%hush%'), 0::bigint, 'the audit log has no secret');

select * from finish();
rollback;
