-- passkey_option returns the settings of passkeys, under Better Auth's names. It has one row.
--   rp_id      the domain that passkeys are for. Null: the host of this server
--   origins    pages that may use them, separated by blanks. Empty: the trusted ones
--   selection  what is asked of authenticators
create view neon_auth_internal.passkey_option as
select
  c.passkey as enabled,
  nullif(neon_auth_internal.setting(c.passkey_options, '{rpID}', ''::text), '') as rp_id,
  coalesce(nullif(neon_auth_internal.setting(c.passkey_options, '{rpName}', ''::text), ''), c.app_name) as rp_name,
  array_to_string(neon_auth_internal.words_of(c.passkey_options -> 'origin'), ' ') as origins,
  s.selection || jsonb_build_object('requireResidentKey', s.selection ->> 'residentKey' = 'required') as selection,
  s.selection ->> 'userVerification' as user_verification,
  interval '5 minutes' as challenge_lifetime,
  50 as most
from neon_auth_internal.config c
cross join lateral (
  select '{"residentKey": "preferred", "userVerification": "preferred"}'::jsonb
    || jsonb_strip_nulls(coalesce(c.passkey_options -> 'authenticatorSelection', '{}')) as selection
) s;
