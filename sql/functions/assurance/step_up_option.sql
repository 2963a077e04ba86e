-- step_up_option returns the settings that say where a recent proof is needed. It has one row.
--   endpoints  paths; * stands for any text. Without strictTwoFactor none by default, as in the reference
--   everyone   also of users without a second factor
create view neon_auth_internal.step_up_option as
select
  case jsonb_typeof(c.options #> '{stepUp,endpoints}')
    when 'array' then array(select jsonb_array_elements_text(c.options #> '{stepUp,endpoints}'))
    when 'string' then array_remove(regexp_split_to_array(c.options #>> '{stepUp,endpoints}', E'\\s+'), '')
    else case when c.strict_two_factor
      then '{/two-factor/enable,/two-factor/disable,/two-factor/get-totp-uri,/two-factor/generate-backup-codes,/change-password,/change-email,/delete-user,/link-social,/oauth2/link,/unlink-account,/passkey/generate-register-options,/passkey/verify-registration,/passkey/delete-passkey,/phone-number/verify}'::text[]
      else '{}' end
  end as endpoints,
  make_interval(mins => neon_auth_internal.setting(c.options, '{stepUp,maxAge}', 60)) as max_age,
  neon_auth_internal.setting(c.options, '{stepUp,users}', 'two-factor'::text) = 'all' as everyone
from neon_auth_internal.config c;

-- step_up_paths returns a regular expression of the paths that need a recent proof, empty for none.
create function neon_auth_internal.step_up_paths()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce((
    select '^(' || string_agg(replace(regexp_replace(e, '([^[:alnum:]/*])', E'\\\\\\1', 'g'), '*', '.*'), '|') || ')$'
    from neon_auth_internal.step_up_option o, unnest(o.endpoints) e
    where c.two_factor or o.everyone), '')
  from neon_auth_internal.config c
$$;
