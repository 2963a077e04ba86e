-- fingerprint names this database by its cluster and oid. A copy of the database has another one.
create or replace function neon_auth_management.fingerprint()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_management.place() || ':' || d.oid from pg_database d where d.datname = current_database()
$$;
