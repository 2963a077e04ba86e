-- begin_branch registers a branch that is about to be made, so that its parent does not expire meanwhile. replaces: a
-- database of that name exists and will be replaced. lock: number of the advisory lock that the caller holds, which shows
-- that it is still at work; null: earlier releases hold none. Only the installing role calls it.
drop function if exists neon_auth_management.begin_branch(text, text, text, interval, boolean, text[], boolean);

create or replace function neon_auth_management.begin_branch(
  name text, parent_name text, temporary text, ttl interval, masked boolean, kept text[], replaces boolean,
  lock integer default null)
returns uuid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  parent_id text := (
    select neon_auth_management.branch_id(d.oid) from pg_database d
    where d.datname = begin_branch.parent_name and d.datallowconn and not d.datistemplate);
  made uuid;
begin
  if parent_id is null then
    raise exception 'there is no database %', parent_name using errcode = 'invalid_catalog_name';
  elsif not replaces and exists (select from pg_database d where d.datname = begin_branch.name) then
    raise exception 'database % already exists', name using errcode = 'duplicate_database';
  end if;
  -- This waits for a deletion of the parent, which forgets it.
  if exists (select from neon_auth_management.branch b where b.id = parent_id) then
    perform from neon_auth_management.branch b where b.id = parent_id for key share;
    if not found then
      raise exception 'there is no database % any more', parent_name using errcode = 'invalid_catalog_name';
    end if;
  end if;
  insert into neon_auth_management.branch as b (name, temporary, parent, parent_name, ttl, masked, kept, lock, home)
  values (
    begin_branch.name, begin_branch.temporary, parent_id, begin_branch.parent_name, begin_branch.ttl, begin_branch.masked,
    begin_branch.kept, begin_branch.lock, neon_auth_management.fingerprint())
  returning b.key into made;
  return made;
end
$$;
