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
