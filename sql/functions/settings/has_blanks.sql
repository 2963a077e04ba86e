-- has_blanks reports whether an entry of an array has blanks. Only a text may have several words: as an entry they would match
-- nothing.
create function neon_auth_internal.has_blanks(words jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from jsonb_array_elements_text(case jsonb_typeof(words) when 'array' then words else '[]' end) w where w ~ E'\\s')
$$;
