-- code_identifier names the row of a person's code for a purpose: sign-in, email-verification or forget-password.
create function neon_auth_internal.code_identifier(kind text, email text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select kind || '-otp-' || neon_auth_internal.normalize_email(email)
$$;
