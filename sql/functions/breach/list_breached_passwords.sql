create function neon_auth_api.list_breached_passwords(prefixes integer[])
returns table (prefix integer, suffixes bytea)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select b.prefix, b.suffixes from neon_auth.breached_password b where b.prefix = any (prefixes)
$$;

comment on function neon_auth_api.list_breached_passwords(integer[]) is
  'Before a password is stored: returns the known breached passwords whose SHA-1 begins with one of the prefixes (20 '
  'bits). The sidecar compares the rest, so that no password and no hash of one reaches the database or its log. '
  'suffixes: the next 32 bits of each, 4 bytes after another.';
