-- phone_option returns the settings of phone numbers, under Neon's and Better Auth's names; Neon's come first, which the
-- management API writes. It has one row.
--   attempts      wrong codes until a code is worthless
--   signs_up      a code creates the user of an unknown number, with an address at email_domain
--   resets        a code sent to the number allows setting a new password
--   proven_only   only a verified number signs in with a password
--   countries     calling codes that get messages; empty: all
create view neon_auth_internal.phone_option as
select
  c.phone_number as enabled,
  make_interval(secs => neon_auth_internal.setting(
    c.phone_options, '{otp_expires_in}', neon_auth_internal.setting(c.phone_options, '{expiresIn}', 300))) as lifetime,
  neon_auth_internal.setting(
    c.phone_options, '{allowed_attempts}', neon_auth_internal.setting(c.phone_options, '{allowedAttempts}', 3)) as attempts,
  neon_auth_internal.setting(c.phone_options, '{signUpOnVerification,enabled}', false) as signs_up,
  neon_auth_internal.setting(c.phone_options, '{signUpOnVerification,tempEmailDomain}', 'phone.invalid'::text) as email_domain,
  neon_auth_internal.setting(c.phone_options, '{sendPasswordResetOTP}', false) as resets,
  neon_auth_internal.setting(c.phone_options, '{requireVerification}', false) as proven_only,
  case jsonb_typeof(c.phone_options -> 'countries')
    when 'array' then array(select ltrim(e, '+') from jsonb_array_elements_text(c.phone_options -> 'countries') e)
    when 'string' then array_remove(regexp_split_to_array(replace(c.phone_options ->> 'countries', '+', ''), E'\\s+'), '')
    else '{}'
  end as countries,
  c.phone_options -> 'limits' as limits
from neon_auth_internal.config c;
