-- finish_branch records that a branch is ready: the database with its name. A branch that it replaces is forgotten, and
-- its id and its copies are its own now. Returns its id. Only the installing role calls it.
create or replace function neon_auth_management.finish_branch(key uuid, method text, replaced text default null)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  made  text;
  ready oid;
begin
  select d.oid into strict ready
  from neon_auth_management.branch b
  join pg_database d on d.datname = b.name
  where b.key = finish_branch.key;
  if replaced is not null then
    delete from neon_auth_management.branch b where b.id = replaced;
    perform neon_auth_management.keep_branch_id(replaced, ready);
  end if;
  update neon_auth_management.branch b
  set
    id = neon_auth_management.branch_id(ready),
    method = finish_branch.method,
    database = null,
    expires_at = now() + b.ttl
  where b.key = finish_branch.key
  returning b.id into strict made;
  return made;
end
$$;
