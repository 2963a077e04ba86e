-- branch_id returns the id of a branch: a database, by default this one. It survives renaming and resetting the branch. A
-- database that is created again by other means gets another one. Its form is the only one that Neon's command line sends
-- without searching for a branch of that name. place is place(), for callers that need many ids.
drop function if exists neon_auth_management.branch_id(oid);

create or replace function neon_auth_management.branch_id(database oid default null, place text default null)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  here   text := coalesce(place, neon_auth_management.place()) || ':' || coalesce(
    database, (select d.oid from pg_database d where d.datname = current_database()));
  kept   text := (select p.id from neon_auth_management.branch_place p where p.fingerprint = here);
  digits text;
begin
  if kept is not null then
    return kept;
  end if;
  digits := encode(sha256(convert_to(here, 'UTF8')), 'hex');
  return 'br-' || left(digits, 8) || '-' || substr(digits, 9, 8) || '-' || substr(digits, 17, 8);
end
$$;
