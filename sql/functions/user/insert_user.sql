-- insert_user creates a user whom the sign-up rules and the webhook allow, or fails with USER_ALREADY_EXISTS or, for a
-- username, USERNAME_IS_TAKEN. The unique indexes decide; a unique_violation of an app's trigger or of an index that the
-- app has added to the table is not mistaken for it, and raised as it is. provider is how the user
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
-- @plpgsql_check_options: other_warnings = false
declare
  made   neon_auth."user";
  clause text;
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
  perform set_config('neon_auth.provider', coalesce(provider, ''), true); -- read by queue_user_created

  -- If a unique index of the app is in the way, and none of ours, the second round raises its error.
  foreach clause in array array['on conflict do nothing', ''] loop
    execute 'insert into neon_auth."user" as u (name, email, image, "emailVerified", role, banned, "twoFactorEnabled", "isAnonymous",
      "lastLoginMethod", "phoneNumber", "phoneNumberVerified", username, "displayUsername")
      values ($1, $2, $3, $4, $5, false, $6, $7, $8, $9, $10, $11, $12) ' || clause || ' returning u.*'
    into made
    using
      insert_user.name, neon_auth_internal.normalize_email(insert_user.email), insert_user.image, insert_user.email_verified,
      insert_user.role,
      case when (select c.two_factor from neon_auth_internal.config c) then false end,
      case when is_anonymous then true when (select c.anonymous from neon_auth_internal.config c) then false end,
      case when (select c.last_login_stored from neon_auth_internal.config c)
        then nullif(current_setting('neon_auth.login_method', true), '') end,
      insert_user.phone_number, insert_user.phone_verified, insert_user.username, insert_user.display_username;
    exit when made.id is not null;
    if (neon_auth_internal.find_user(insert_user.email)).id is not null
      or (neon_auth_internal.find_phone(insert_user.phone_number)).id is not null
      or neon_auth_internal.is_username_taken(insert_user.username)
    then
      perform neon_auth_internal.fail('USER_ALREADY_EXISTS');
    end if;
  end loop;
  perform set_config('neon_auth.provider', '', true);
  return made;
end
$$;
