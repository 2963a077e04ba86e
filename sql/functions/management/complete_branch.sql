-- complete_branch records that the database of a branch is complete: only its name and registration are missing. From here on
-- its creation is finished even if it is interrupted. replaced: id of the branch that it replaces. Only the installing role
-- calls it.
create or replace function neon_auth_management.complete_branch(key uuid, method text, replaced text default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  update neon_auth_management.branch b
  set
    database = (select d.oid from pg_database d where d.datname = b.temporary),
    method = complete_branch.method,
    replaces = complete_branch.replaced
  where b.key = complete_branch.key;
end
$$;
