-- insert_user creates a user whom the sign-up rules and the webhook allow, or fails with USER_ALREADY_EXISTS or, for a
-- username, USERNAME_IS_TAKEN. The
-- unique indexes decide; a unique_violation from an app's trigger is not mistaken for it. provider is how the user
-- signs up. It is null when the database owner creates the user, who is not asked for approval. The sign-up rules are
-- about addresses, and do not apply to anonymous users. phone_number: in E.164, or null.
create function neon_auth_internal.insert_user(
  name text, email text, image text, email_verified boolean, role text, provider text default 'credential',
  is_anonymous boolean default false, phone_number text default null, phone_verified boolean default null,
  username text default null, display_username text default null)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  made neon_auth."user";
begin
  if not neon_auth_internal.is_email(insert_user.email) then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  end if;
  if not is_anonymous then
    perform neon_auth_internal.check_sign_up_rules(insert_user.email);
  end if;
  perform neon_auth_internal.require_answer(
    insert_user.name, insert_user.email, insert_user.image, insert_user.email_verified, provider);
  perform neon_auth_internal.claim_username(insert_user.username);
  perform set_config('neon_auth.provider', coalesce(provider, ''), true); -- read by tell_created
  insert into neon_auth."user" as u (name, email, image, "emailVerified", role, banned, "twoFactorEnabled", "isAnonymous", "lastLoginMethod",
    "phoneNumber", "phoneNumberVerified", username, "displayUsername")
  values (
    insert_user.name,
    neon_auth_internal.normalize_email(insert_user.email),
    insert_user.image,
    insert_user.email_verified,
    insert_user.role,
    false,
    case when (select c.two_factor from neon_auth_internal.config c) then false end,
    case when is_anonymous then true when (select c.anonymous from neon_auth_internal.config c) then false end,
    case when (select c.last_login_stored from neon_auth_internal.config c)
      then nullif(current_setting('neon_auth.login_method', true), '') end,
    insert_user.phone_number,
    insert_user.phone_verified,
    insert_user.username,
    insert_user.display_username)
  on conflict do nothing
  returning u.* into made;

  if made.id is null then
    perform neon_auth_internal.fail('USER_ALREADY_EXISTS');
  end if;
  perform set_config('neon_auth.provider', '', true);
  return made;
end
$$;
