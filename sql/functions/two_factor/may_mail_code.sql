-- may_mail_code reports whether a mailed code is a second factor: not if the settings disable it, nor after a sign-in by
-- mail, unless the user has no other one.
create function neon_auth_internal.may_mail_code(step neon_auth_internal.second_step)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select o.codes_by_mail and (
    step.method is distinct from 'email'
    or not exists (select from neon_auth."twoFactor" t where t."userId" = (step.who).id))
  from neon_auth_internal.two_factor_option o
$$;
