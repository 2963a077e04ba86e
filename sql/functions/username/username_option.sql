-- username_option returns the settings of usernames, under Better Auth's names. It has one row.
--   is_normalized  usernames that differ only in upper and lower case are the same
--   checked_after  the form is that of the name in lower case
create view neon_auth_internal.username_option as
select
  c.username as enabled,
  neon_auth_internal.setting(c.plugin_configs, '{username,config,minUsernameLength}', 3) as least,
  neon_auth_internal.setting(c.plugin_configs, '{username,config,maxUsernameLength}', 30) as most,
  neon_auth_internal.setting(c.plugin_configs, '{username,config,usernameNormalization}', true) as is_normalized,
  neon_auth_internal.setting(c.plugin_configs, '{username,config,validationOrder,username}', ''::text) = 'post-normalization'
    as checked_after
from neon_auth_internal.config c;
