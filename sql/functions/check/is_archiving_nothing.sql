-- is_archiving_nothing reports whether archive_mode is on and neither a command nor a library archives. library: null before
-- Postgres 15.
create function neon_auth_internal.is_archiving_nothing(mode text, command text, library text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select mode <> 'off' and btrim(command) in ('', '(disabled)') and coalesce(btrim(library), '') = ''
$$;
