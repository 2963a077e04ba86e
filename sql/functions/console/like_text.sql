-- like_text escapes a text, so that LIKE finds exactly it.
create function neon_auth_internal.like_text(given text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select regexp_replace(given, E'([\\\\%_])', E'\\\\\\1', 'g')
$$;
