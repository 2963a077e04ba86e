-- two_factor_option returns the settings of two-factor, under Better Auth's names. It has one row.
--   everywhere  every way to sign in asks for the second factor, not only those with a password
--   once        a code of an authenticator app is accepted once
create view neon_auth_internal.two_factor_option as
select
  c.two_factor as enabled,
  neon_auth_internal.setting(c.options, '{twoFactor,scope}', 'all'::text) <> 'password' as everywhere,
  c.strict_two_factor as once,
  coalesce(nullif(neon_auth_internal.setting(c.two_factor_options, '{issuer}', ''::text), ''), c.app_name) as issuer,
  neon_auth_internal.setting(c.two_factor_options, '{skipVerificationOnEnable}', false) as skip_verification,
  make_interval(secs => neon_auth_internal.setting(c.two_factor_options, '{twoFactorCookieMaxAge}', 600))
    as challenge_lifetime,
  interval '15 minutes' as enrolment_lifetime,
  make_interval(secs => neon_auth_internal.setting(c.two_factor_options, '{trustDeviceMaxAge}', 2592000))
    as trust_lifetime,
  make_interval(mins => neon_auth_internal.setting(c.two_factor_options, '{otpOptions,period}', 3)) as code_lifetime,
  not neon_auth_internal.setting(c.two_factor_options, '{otpOptions,disable}', false) as codes_by_mail,
  neon_auth_internal.setting(c.two_factor_options, '{otpOptions,digits}', 6) as code_digits,
  neon_auth_internal.setting(c.two_factor_options, '{otpOptions,allowedAttempts}', 5) as code_attempts,
  neon_auth_internal.setting(c.two_factor_options, '{totpOptions,digits}', 6) as digits,
  neon_auth_internal.setting(c.two_factor_options, '{totpOptions,period}', 30) as period,
  neon_auth_internal.setting(c.two_factor_options, '{backupCodeOptions,amount}', 10) as backup_amount,
  neon_auth_internal.setting(c.two_factor_options, '{backupCodeOptions,length}', 10) as backup_length
from neon_auth_internal.config c;
