-- captcha_option holds the settings of captchas under Better Auth's names, as JSON for the sidecar. Empty: off. secretKey is
-- sealed, or in clear until the sidecar has sealed it.
create view neon_auth_internal.captcha_option as
select case when neon_auth_internal.setting(c.captcha, '{enabled}', false) then jsonb_build_object(
  'provider', neon_auth_internal.setting(c.captcha, '{config,provider}', ''::text),
  'secretKey', neon_auth_internal.setting(c.captcha, '{config,secretKey}', ''::text),
  'siteKey', neon_auth_internal.setting(c.captcha, '{config,siteKey}', ''::text),
  'minScore', coalesce(case jsonb_typeof(c.captcha #> '{config,minScore}') when 'number' then c.captcha #> '{config,minScore}' end, '0.5'),
  'url', neon_auth_internal.setting(c.captcha, '{config,siteVerifyURLOverride}', ''::text),
  'endpoints', case jsonb_typeof(c.captcha #> '{config,endpoints}')
    when 'array' then c.captcha #> '{config,endpoints}'
    when 'string' then to_jsonb(string_to_array(c.captcha #>> '{config,endpoints}', ' '))
    -- Better Auth's three, and what contains their names, which it guards too.
    else '["/sign-up/email", "/sign-in/email", "/sign-in/email-otp", "/request-password-reset", "/email-otp/request-password-reset",
      "/phone-number/request-password-reset"]' end
)::text else '' end as options
from neon_auth_internal.config c;
