create function neon_auth_api.list_checks(release integer, functions_hash text, connections integer)
returns table ("check" text, state text, message text, mend text, topic text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select * from neon_auth_internal.check_list(list_checks.release, list_checks.functions_hash, list_checks.connections, true)
$$;

comment on function neon_auth_api.list_checks(integer, text, integer) is
  'neonauth check: the production checklist, as neon_auth.production_check shows it, and whether the program''s release '
  'and hash of functions are installed, and its number of connections fits. Contains no secret and no personal data.';
