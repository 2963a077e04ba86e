-- is_domain reports whether a text can be the domain of an address. See is_email.
create function neon_auth_internal.is_domain(name text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select name ~ '^([a-z0-9][a-z0-9-]*[.])+[a-z]{2,}$'
$$;
