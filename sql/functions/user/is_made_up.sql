-- is_made_up reports whether an address was made up for a user who has none: an anonymous user, or one who signed up with
-- a phone number. No mailbox has it. who: the user who has the address, or null.
create function neon_auth_internal.is_made_up(address text, who neon_auth."user")
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select who."isAnonymous" is true and not who."emailVerified"
    or address collate "C" ~ '^(temp@[0-9a-f]{32}|[0-9]{2,15}(-[0-9a-f]{16})?@.*)[.]invalid$'
    or who."emailVerified" is not true and (
      address collate "C" ~ '^temp-[0-9a-f]{32}@'
      or split_part(address, '@', 1) collate "C" ~ '^[0-9]{2,15}(-[0-9a-f]{16})?$'
        and split_part(address, '@', 2) = (select o.email_domain from neon_auth_internal.phone_option o))
$$;
