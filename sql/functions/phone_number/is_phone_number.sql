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
