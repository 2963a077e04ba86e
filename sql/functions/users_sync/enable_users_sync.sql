-- This function has the rights of its caller, because only the database's owner may create a schema.
create or replace function neon_auth.enable_users_sync()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  filled  constant integer := neon_auth.fill_users_sync();
  present regclass := to_regclass('neon_identity.users_sync');
begin
  if present is not null then
    if (select c.relkind <> 'v' from pg_class c where c.oid = present) then
      raise notice 'neon_identity.users_sync is a table and stays as it is: it gets no new users. To replace it: select neon_auth.adopt_users_sync().';
    end if;
  elsif not pg_has_role('pg_database_owner', 'member')
    or coalesce(not has_schema_privilege(to_regnamespace('neon_identity'), 'create'), false)
    or to_regnamespace('neon_identity') is null and not has_database_privilege(current_database(), 'create')
  then
    raise notice 'view neon_identity.users_sync was not created, because only the database owner can: % is not', current_user;
  else
    if to_regnamespace('neon_identity') is null then
      create schema neon_identity;
      alter schema neon_identity owner to pg_database_owner;
    end if;
    create view neon_identity.users_sync as
    select s.raw_json, s.id, s.name, s.email, s.created_at, s.updated_at, s.deleted_at from neon_auth.users_sync s;
    -- So that it follows the database's owner, in copies too.
    if (select pg_has_role(n.nspowner, 'usage') from pg_namespace n where n.nspname = 'neon_identity') then
      grant usage, create on schema neon_identity to pg_database_owner;
      alter view neon_identity.users_sync owner to pg_database_owner;
    end if;
    comment on view neon_identity.users_sync is 'The earlier name of neon_auth.users_sync.';
  end if;
  return filled;
end
$$;

comment on function neon_auth.enable_users_sync() is
  'Fills neon_auth.users_sync with all users and keeps it current, in the transaction of each change. Also creates the '
  'view neon_identity.users_sync, its earlier name. Returns how many users were added. Deleted users stay, with '
  'deleted_at. It survives upgrades and is copied to branches. Changes of users wait while it runs. It can be called '
  'again. Needs isolation level read committed.';
