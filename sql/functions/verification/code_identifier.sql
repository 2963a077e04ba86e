-- code_identifier returns the name of the row that stores the code of an address for a purpose: sign-in,
-- email-verification or forget-password.
create function neon_auth_internal.code_identifier(kind text, email text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select kind || '-otp-' || neon_auth_internal.normalize_email(email)
$$;
