-- check_sign_up rejects invalid sign-ups. Whether the address is free is finally decided by the unique indexes.
create function neon_auth_internal.check_sign_up(email text, password_length integer, fields jsonb)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  config    neon_auth_internal.config;
  forbidden text;
  chosen    neon_auth_internal.username_choice := neon_auth_internal.choose_username(fields);
begin
  select * into strict config from neon_auth_internal.config;
  if neon_auth_internal.is_username_taken(chosen.name) then
    perform neon_auth_internal.fail('USERNAME_IS_TAKEN');
  elsif not config.email_enabled or config.sign_up_disabled then
    perform neon_auth_internal.fail('SIGN_UP_DISABLED');
  elsif password_length = 0 then
    perform neon_auth_internal.fail('INVALID_PASSWORD');
  end if;
  perform neon_auth_internal.check_password_length(password_length);
  perform neon_auth_internal.check_sign_up_rules(email);

  if not (config.strict_sign_up and config.email_verification_required) and exists ( -- pretend_sign_up handles it
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(check_sign_up.email)
  ) then
    perform neon_auth_internal.fail('USER_ALREADY_EXISTS');
  end if;

  select f.name into forbidden
  from unnest(array['role', 'banReason', 'banExpires', 'lastLoginMethod', 'phoneNumber', 'phoneNumberVerified']) with ordinality as f (name, position)
  where neon_auth_internal.is_truthy(fields -> f.name)
    and case f.name
      when 'lastLoginMethod' then config.last_login_stored
      when 'phoneNumber' then config.phone_number and config.strict_proof -- it is proven first, as since Better Auth 1.7
      when 'phoneNumberVerified' then config.phone_number
      else true end
  order by f.position
  limit 1;
  if forbidden is not null then
    perform neon_auth_internal.fail('FIELD_NOT_ALLOWED', forbidden);
  elsif config.phone_number and neon_auth_internal.is_truthy(fields -> 'phoneNumber') then
    if not neon_auth_internal.is_phone_number(fields ->> 'phoneNumber') then
      perform neon_auth_internal.fail('INVALID_PHONE_NUMBER');
    elsif (neon_auth_internal.find_phone(fields ->> 'phoneNumber')).id is not null then
      perform neon_auth_internal.fail('FAILED_TO_CREATE_USER'); -- the reference's unique index
    end if;
  end if;
end
$$;
