-- decide_oauth decides what follows from a provider's response. All rules for linking are here:
--   sign-in  the account is known            sign-up  create a new user with this account
--   link     add the account to the user     reclaim  the same, after removing what an unverified user has set up
--   refuse   for the reason in code
-- link_to: the signed-in user who asked to link, else null. is_same_browser: their session is in this browser.
-- may_sign_up: the provider's settings and the request allow new users.
create function neon_auth_internal.decide_oauth(
  provider_id text, profile neon_auth_internal.oauth_profile, link_to uuid, is_same_browser boolean, may_sign_up boolean)
returns table (action text, user_id uuid, code text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  owner  uuid; -- of the account: provider and subject are its key, never the address
  known  neon_auth."user";
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  select a."userId" into owner from neon_auth.account a
  where a."providerId" = provider_id and a."accountId" = profile.subject;
  if link_to is not null then
    select * into known from neon_auth."user" u where u.id = link_to;
  elsif owner is not null then
    select * into known from neon_auth."user" u where u.id = owner;
  else
    known := neon_auth_internal.find_user(profile.email);
  end if;

  code := case
    when profile.subject is null then 'id_is_missing'
    when link_to is not null then case
      when not profile.is_vouched then 'unable_to_link_account'
      when neon_auth_internal.normalize_email(profile.email) <> neon_auth_internal.normalize_email(known.email)
        then 'email_doesn''t_match'
      when owner <> link_to then 'account_already_linked_to_different_user'
      when not known."emailVerified" and not is_same_browser then 'email_not_verified'
    end
    when owner is not null then case
      when config.email_verification_required and not known."emailVerified" and not profile.is_vouched
        then 'email_not_verified'
    end
    when profile.email is null then 'email_not_found'
    when known.id is null and profile.name is null then 'name_is_missing'
    when known.id is not null and not profile.is_vouched then 'account_not_linked'
    when known.id is null and (not may_sign_up or config.sign_up_disabled) then 'signup_disabled'
    when known.id is null and config.email_verification_required and not profile.is_vouched then 'email_not_verified'
    when known."emailVerified" and exists (
      select from neon_auth.account a where a."userId" = known.id and a."providerId" = provider_id) then 'subject_changed'
  end;
  user_id := known.id;
  action := case
    when code is not null then 'refuse'
    when owner is not null and link_to is null then 'sign-in'
    when known.id is null then 'sign-up'
    when link_to is null and not known."emailVerified" then 'reclaim'
    else 'link'
  end;
  return next;
end
$$;
