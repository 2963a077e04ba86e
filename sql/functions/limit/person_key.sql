-- person_key returns the part of a key that stands for an email address in counters per client.
create function neon_auth_internal.person_key(email text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select left(md5(left(neon_auth_internal.normalize_email(email), 320)), 16)
$$;
