-- branch_id returns the id of a branch: a database, by default this one. It survives renaming the database. A database
-- that is created again gets another one. Its form is the only one that Neon's command line sends without searching for
-- a branch of that name. place is place(), for callers that need many ids.
drop function if exists neon_auth_management.branch_id(oid);

create or replace function neon_auth_management.branch_id(database oid default null, place text default null)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  digits text := encode(sha256(convert_to(coalesce(place, neon_auth_management.place()) || ':' || coalesce(
    database, (select d.oid from pg_database d where d.datname = current_database())), 'UTF8')), 'hex');
begin
  return 'br-' || left(digits, 8) || '-' || substr(digits, 9, 8) || '-' || substr(digits, 17, 8);
end
$$;
