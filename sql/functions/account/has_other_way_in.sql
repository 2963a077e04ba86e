-- has_other_way_in reports whether a user can still sign in without this passkey and this account (null: they keep all).
-- It only counts ways that the settings allow: a message to an address or a phone number that is theirs, another
-- passkey, a password, or a provider.
create function neon_auth_internal.has_other_way_in(who neon_auth."user", passkey_id uuid, account_id uuid default null)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    who."emailVerified" and not neon_auth_internal.is_made_up(who.email, who)
    or p.by_phone and neon_auth_internal.can_receive_sms(who."phoneNumber")
    or c.passkey and exists (
      select from neon_auth.passkey k where k."userId" = who.id and k.id is distinct from passkey_id)
    or exists (
      select from neon_auth.account a
      where a."userId" = who.id and a.id is distinct from account_id
        and case
          when a."providerId" <> 'credential' then neon_auth_internal.oauth_provider(a."providerId") is not null
          else a.password <> '' and c.email_enabled
            and (who."emailVerified" or p.by_phone or not c.email_verification_required)
        end)
  from neon_auth_internal.config c
  cross join lateral (
    select c.phone_number and who."phoneNumber" is not null and who."phoneNumberVerified" is true as by_phone
  ) p
$$;
