-- finish_branch records that a branch is ready: the database with its name. A branch that it replaces is forgotten, and
-- copies of that are its own now. Returns its id. Only the installing role calls it.
create or replace function neon_auth_management.finish_branch(key uuid, method text, replaced text default null)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  made text;
begin
  update neon_auth_management.branch b
  set
    id = neon_auth_management.branch_id(d.oid),
    method = finish_branch.method,
    expires_at = now() + b.ttl
  from pg_database d
  where b.key = finish_branch.key and d.datname = b.name
  returning b.id into strict made;
  update neon_auth_management.branch b set parent = made where b.parent = replaced;
  delete from neon_auth_management.branch b where b.id = replaced;
  return made;
end
$$;
