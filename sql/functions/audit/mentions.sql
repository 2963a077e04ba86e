-- mentions reports whether a text contains one of the addresses, in any spelling. ada@example.com is not contained in
-- nada@example.com nor in ada@example.com.au, but is in sign-in-otp-ada@example.com.
create function neon_auth_internal.mentions(said text, addresses text[])
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(bool_or(
    neon_auth_internal.normalize_email(said) ~ concat(
      '(?:(?<![[:alnum:]._%+-])|-otp-)',
      regexp_replace(neon_auth_internal.normalize_email(a), '([^[:alnum:]])', E'\\\\\\1', 'g'),
      '(?![[:alnum:]_]|[.-][[:alnum:]])')), false)
  from unnest(addresses) a
$$;
