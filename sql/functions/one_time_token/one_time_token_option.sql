-- one_time_token_option returns the settings of one-time tokens, under Better Auth's names. It has one row.
--   closed        clients may not ask for a token
--   in_header     each new session comes with one, in the header set-ott
--   sets_cookie   the browser that uses one gets the session's cookie
create view neon_auth_internal.one_time_token_option as
select
  neon_auth_internal.setting(c.plugin_configs, '{oneTimeToken,enabled}', false) as enabled,
  make_interval(mins => neon_auth_internal.setting(c.plugin_configs, '{oneTimeToken,config,expiresIn}', 3)) as lifetime,
  neon_auth_internal.setting(c.plugin_configs, '{oneTimeToken,config,disableClientRequest}', false) as closed,
  neon_auth_internal.setting(c.plugin_configs, '{oneTimeToken,config,setOttHeaderOnNewSession}', false) as in_header,
  not neon_auth_internal.setting(c.plugin_configs, '{oneTimeToken,config,disableSetSessionCookie}', false) as sets_cookie
from neon_auth_internal.config c;
