-- is_phone_number reports whether a text is a number in E.164, the only spelling that is accepted and stored: one number
-- has one spelling, so two users cannot have the same.
create function neon_auth_internal.is_phone_number(phone_number text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(phone_number ~ '^[+][1-9][0-9]{1,14}$', false)
$$;

-- calling_code returns the calling code of a number's country: one, two or three digits (E.164.1).
create function neon_auth_internal.calling_code(phone_number text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    substring(phone_number from '^[+](1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'),
    substring(phone_number from '^[+]([0-9]{1,3})'))
$$;

-- may_reset_by_phone reports whether a code sent to the user's number allows setting their password: if the number is
-- verified, or strictProof is off, as in Better Auth.
create function neon_auth_internal.may_reset_by_phone(owner neon_auth."user")
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return owner.id is not null
    and (coalesce(owner."phoneNumberVerified", false) or not (select c.strict_proof from neon_auth_internal.config c));
end
$$;

-- find_phone returns the user with the number, or null. In another spelling it is no user's.
create function neon_auth_internal.find_phone(phone_number text)
returns neon_auth."user"
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select u from neon_auth."user" u where u."phoneNumber" = find_phone.phone_number
$$;
