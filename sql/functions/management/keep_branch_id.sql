-- keep_branch_id gives the database with that oid, by default this one, the id of the branch that it replaces. It is called
-- in the home database and in the branch itself, which checks keys. Only the installing role calls it.
create or replace function neon_auth_management.keep_branch_id(id text, database oid default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own  oid := coalesce(database, (select d.oid from pg_database d where d.datname = current_database()));
  here text := neon_auth_management.place() || ':' || own;
begin
  delete from neon_auth_management.branch_place p where p.id = keep_branch_id.id and p.fingerprint <> here;
  insert into neon_auth_management.branch_place (fingerprint, database, id) values (here, own, keep_branch_id.id)
  on conflict on constraint branch_place_pkey do update set id = excluded.id;
end
$$;
