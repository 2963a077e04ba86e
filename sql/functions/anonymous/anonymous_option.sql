-- anonymous_option returns the settings of anonymous users. It has one row.
--   domain        of their addresses; empty: a random one of .invalid
--   is_deletable  an anonymous user is deleted once they have become an account, and may delete themselves
--   on_link       the app's function that is called before rows move
create view neon_auth_internal.anonymous_option as
select
  c.anonymous as enabled,
  neon_auth_internal.setting(c.anonymous_options, '{emailDomainName}', ''::text) as domain,
  not neon_auth_internal.setting(c.anonymous_options, '{disableDeleteAnonymousUser}', false) as is_deletable,
  neon_auth_internal.setting(c.anonymous_options, '{onLink}', null::text) as on_link,
  neon_auth_internal.setting(c.anonymous_options, '{hourlyLimit}', 30) as hourly_limit,
  neon_auth_internal.setting(c.anonymous_options, '{totalHourlyLimit}', 0) as total_hourly_limit,
  neon_auth_internal.setting(c.anonymous_options, '{deleteAfterDays}', 0) as days
from neon_auth_internal.config c;
