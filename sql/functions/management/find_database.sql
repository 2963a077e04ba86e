-- find_database returns the name of the database with that branch id, or null. It remembers the ids it finds: computing
-- those of all databases would take longer with each branch. A remembered id is compared with branch_id() again.
create or replace function neon_auth_management.find_database(id text)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  here      text := neon_auth_management.place();
  found_one record;
begin
  select d.oid, d.datname into found_one
  from neon_auth_management.branch_place p
  join pg_database d on d.oid = p.database
  where p.id = find_database.id and p.fingerprint = here || ':' || p.database;
  if found then
    return found_one.datname;
  end if;
  select d.oid, d.datname into found_one
  from pg_database d
  where neon_auth_management.branch_id(d.oid, here) = find_database.id;
  if found and current_setting('transaction_read_only') = 'off' then
    delete from neon_auth_management.branch_place p where not exists (select from pg_database d where d.oid = p.database);
    insert into neon_auth_management.branch_place (fingerprint, database, id)
    values (here || ':' || found_one.oid, found_one.oid, find_database.id)
    on conflict on constraint branch_place_pkey do nothing;
  end if;
  return found_one.datname;
end
$$;
