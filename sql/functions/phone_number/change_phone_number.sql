-- change_phone_number sets phoneNumber and phoneNumberVerified of a user, as far as an administrator's fields have them.
-- A new number is not verified, unless the fields say so. Returns the user, or null. Fails with INVALID_PHONE_NUMBER,
-- INVALID_VALUE, PHONE_NUMBER_EXISTS.
create function neon_auth_internal.change_phone_number(user_id uuid, fields jsonb)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  number  constant text := fields ->> 'phoneNumber';
  changed neon_auth."user";
begin
  if jsonb_typeof(fields -> 'phoneNumber') <> 'null' then
    if jsonb_typeof(fields -> 'phoneNumber') <> 'string' or not neon_auth_internal.is_phone_number(number) then
      perform neon_auth_internal.fail('INVALID_PHONE_NUMBER');
    end if;
    perform neon_auth_internal.claim_name('phone number ' || number);
    if exists (select from neon_auth."user" u where u."phoneNumber" = number and u.id <> user_id) then
      perform neon_auth_internal.fail('PHONE_NUMBER_EXISTS');
    end if;
  end if;
  if jsonb_typeof(fields -> 'phoneNumberVerified') not in ('boolean', 'null') then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  update neon_auth."user" u
  set
    "phoneNumber" = case when fields ? 'phoneNumber' then number else u."phoneNumber" end,
    "phoneNumberVerified" = case
      when fields ? 'phoneNumberVerified' then (fields ->> 'phoneNumberVerified')::boolean
      when fields ? 'phoneNumber' and number is null then null
      when fields ? 'phoneNumber' and number is distinct from u."phoneNumber" and u."phoneNumberVerified" then false
      else u."phoneNumberVerified"
    end
  where u.id = user_id
  returning u.* into changed;
  return changed;
end
$$;
