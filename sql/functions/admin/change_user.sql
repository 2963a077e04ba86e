-- change_user sets the known ones of `fields` for a user. JSON null unsets a field. Returns null when there is no such
-- user. If role or banned are among them, the caller must have locked the administrators.
create function neon_auth_internal.change_user(own neon_auth.session, user_id uuid, fields jsonb)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  changed neon_auth."user";
  chosen  neon_auth_internal.username_choice := neon_auth_internal.choose_username(fields, paired => false);
begin
  if user_id = own."userId" then
    if fields ? 'role' and not neon_auth_internal.is_admin(fields ->> 'role') then
      perform neon_auth_internal.fail('CANNOT_DEMOTE_YOURSELF');
    elsif neon_auth_internal.is_truthy(fields -> 'banned') then
      perform neon_auth_internal.fail('CANNOT_BAN_YOURSELF');
    end if;
  end if;

  perform neon_auth_internal.claim_username(chosen.name, change_user.user_id);
  update neon_auth."user" u
  set
    username = case when chosen.is_set then chosen.name else u.username end,
    "displayUsername" = case when chosen.is_display_set then chosen.display else u."displayUsername" end,
    name = case when fields ? 'name' then fields ->> 'name' else u.name end,
    "emailVerified" = case when fields ? 'emailVerified' then (fields ->> 'emailVerified')::boolean
      else u."emailVerified" end,
    image = case when fields ? 'image' then fields ->> 'image' else u.image end,
    role = case when fields ? 'role' then fields ->> 'role' else u.role end,
    banned = case when fields ? 'banned' then (fields ->> 'banned')::boolean else u.banned end,
    "banReason" = case when fields ? 'banReason' then fields ->> 'banReason' else u."banReason" end,
    "banExpires" = case when fields ? 'banExpires' then (fields ->> 'banExpires')::timestamptz
      else u."banExpires" end
  where u.id = change_user.user_id
  returning u.* into changed;
  if fields ? 'email' and changed.id is not null then
    perform neon_auth_internal.rename('user', changed.id, neon_auth_internal.normalize_email(fields ->> 'email'));
    select u.* into strict changed from neon_auth."user" u where u.id = changed.id;
  end if;

  if fields ?| '{phoneNumber,phoneNumberVerified}' and changed.id is not null
    and (select c.phone_number from neon_auth_internal.config c)
  then
    changed := neon_auth_internal.change_phone_number(changed.id, fields);
  end if;

  if changed.banned and neon_auth_internal.is_truthy(fields -> 'banned') then
    perform neon_auth_internal.remove(
      'session', array(select s.id from neon_auth.session s where s."userId" = changed.id));
  end if;
  return changed;
end
$$;
