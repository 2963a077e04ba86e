-- breach_option holds the settings of the check for breached passwords, under Better Auth's names. paths: endpoints that
-- check, separated by blanks. Empty: all that set a password.
create view neon_auth_internal.breach_option as
select
  neon_auth_internal.setting(c.breach, '{enabled}', false) as enabled,
  neon_auth_internal.setting(c.breach, '{config,customPasswordCompromisedMessage}', ''::text) as message,
  coalesce(case jsonb_typeof(c.breach #> '{config,paths}')
    when 'string' then c.breach #>> '{config,paths}'
    when 'array' then (select string_agg(p, ' ') from jsonb_array_elements_text(c.breach #> '{config,paths}') p)
  end, '') as paths
from neon_auth_internal.config c;
