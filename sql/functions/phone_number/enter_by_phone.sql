-- enter_by_phone returns the user of a proven number, who is created if the settings enable it, and marks the number as
-- verified. With strictProof, a number that its holder has not proved, and that an administrator or SQL has set, signs in
-- only the user who has just proved their password, user_id: a mistyped number would give the account to a stranger.
-- Otherwise the holder loses it. failure is PHONE_NUMBER_NOT_REGISTERED, SIGN_UP_DISABLED, BANNED_USER, or empty.
create function neon_auth_internal.enter_by_phone(
  phone_number text, user_id uuid, out failure text, out who neon_auth."user")
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  option  neon_auth_internal.phone_option;
  config  neon_auth_internal.config;
  address text;
begin
  select * into strict option from neon_auth_internal.phone_option;
  select * into strict config from neon_auth_internal.config;
  who := neon_auth_internal.find_phone(phone_number);
  if who."phoneNumberVerified" is not true and who.id <> coalesce(user_id, '00000000-0000-0000-0000-000000000000')
    and config.strict_proof
  then
    perform neon_auth_internal.release_number(phone_number);
    who := null;
  end if;
  failure := case
    when who.id is not null and neon_auth_internal.lock_banned(who.id) then 'BANNED_USER'
    when who.id is not null then ''
    when not option.signs_up then 'PHONE_NUMBER_NOT_REGISTERED'
    when config.sign_up_disabled then 'SIGN_UP_DISABLED'
    else ''
  end;
  if failure <> '' then
    return;
  elsif who.id is null then
    address := substr(phone_number, 2) || '@' || option.email_domain;
    if (neon_auth_internal.find_user(address)).id is not null then -- taken by a user who guessed it
      address := substr(phone_number, 2) || '-' || left(encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 16)
        || '@' || option.email_domain;
    end if;
    who := neon_auth_internal.insert_user(
      phone_number, address, null, false, 'user', phone_number => enter_by_phone.phone_number, phone_verified => true);
    return;
  end if;
  update neon_auth."user" u set "phoneNumberVerified" = true
  where u.id = who.id and u."phoneNumberVerified" is not true;
  select * into strict who from neon_auth."user" u where u.id = who.id;
  perform neon_auth_internal.forgive_attempts('password', who.email);
end
$$;
