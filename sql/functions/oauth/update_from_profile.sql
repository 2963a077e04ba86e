-- update_from_profile updates a user from a provider's response: the address is verified, and, with overrideUserInfo,
-- the name and picture. Linking changes nothing of the user.
create function neon_auth_internal.update_from_profile(
  user_id uuid, profile neon_auth_internal.oauth_profile, provider jsonb, is_link boolean)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  if not is_link then
    update neon_auth."user" u set "emailVerified" = true
    where u.id = update_from_profile.user_id
      and profile.is_vouched
      and not u."emailVerified"
      and neon_auth_internal.normalize_email(u.email) = neon_auth_internal.normalize_email(profile.email);
  end if;
  if not is_link and (provider @> '{"overrideUserInfo": true}' or provider @> '{"overrideUserInfoOnSignIn": true}') then
    update neon_auth."user" u set name = coalesce(profile.name, u.name), image = coalesce(profile.image, u.image)
    where u.id = update_from_profile.user_id and (u.name, u.image) is distinct from (profile.name, profile.image);
  end if;
  select * into who from neon_auth."user" u where u.id = update_from_profile.user_id;
  return who;
end
$$;
