create function neon_auth_api.update_user(token_hash text, fields jsonb)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- The form comes before the session.
  chosen     neon_auth_internal.username_choice := neon_auth_internal.choose_username(fields);
  with_phone constant boolean := (select c.phone_number from neon_auth_internal.config c);
  own        neon_auth.session;
  forbidden  text;
  set_locale boolean;
begin
  if with_phone and fields -> 'phoneNumber' <> 'null' then
    perform neon_auth_internal.fail('PHONE_NUMBER_CANNOT_BE_UPDATED'); -- verify_phone_number sets it
  end if;
  own := neon_auth_internal.require_session(token_hash);
  -- A field beyond the reference's, which ignores it. So do we if it is not a language.
  set_locale := coalesce(jsonb_typeof(fields -> 'locale') in ('string', 'null')
    and neon_auth_internal.set_locale(own."userId", fields ->> 'locale'), false);
  if neon_auth_internal.is_truthy(fields -> 'email') then
    perform neon_auth_internal.fail('EMAIL_CAN_NOT_BE_UPDATED');
  end if;

  select f.name into forbidden
  from neon_auth_internal.config c
  cross join unnest(
    array['role', 'banned', 'banReason', 'banExpires', 'lastLoginMethod', 'phoneNumberVerified', 'twoFactorEnabled', 'isAnonymous'],
    array[true, true, true, true, c.last_login_stored, with_phone, c.two_factor, c.anonymous]) with ordinality as f (name, is_on, position)
  where f.is_on and neon_auth_internal.is_truthy(fields -> f.name)
  order by f.position
  limit 1;

  if forbidden is not null then
    perform neon_auth_internal.fail('FIELD_NOT_ALLOWED', forbidden);
  elsif not fields ?| array['name', 'image'] and not set_locale and not (with_phone and fields ? 'phoneNumber')
    and not chosen.is_set and not chosen.is_display_set
  then
    perform neon_auth_internal.fail('NO_FIELDS_TO_UPDATE');
  elsif jsonb_typeof(fields -> 'name') = 'null' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;

  perform neon_auth_internal.claim_username(chosen.name, own."userId");
  update neon_auth."user" u
  set
    name = case when fields ? 'name' then fields ->> 'name' else u.name end,
    image = case when fields ? 'image' then fields ->> 'image' else u.image end,
    username = case when chosen.is_set then chosen.name else u.username end,
    "displayUsername" = case when chosen.is_display_set then chosen.display else u."displayUsername" end
  where u.id = own."userId";

  if with_phone and fields ? 'phoneNumber' then -- null, see above
    perform neon_auth_internal.drop_own_number(own);
  end if;
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.update_user(text, jsonb) is
  'POST /update-user: sets the caller''s name, image and locale, a language tag, and removes the phoneNumber if it is null. '
  'Also sets username and displayUsername if usernames are on. '
  'Other values are stored as their text, and unknown fields are ignored. Fails with UNAUTHORIZED, '
  'EMAIL_CAN_NOT_BE_UPDATED, PHONE_NUMBER_CANNOT_BE_UPDATED, FIELD_NOT_ALLOWED, NO_FIELDS_TO_UPDATE, INVALID_VALUE, '
  'IMPERSONATING, LAST_ACCOUNT, USERNAME_TOO_SHORT, USERNAME_TOO_LONG, USERNAME_INVALID, USERNAME_IS_TAKEN.';
