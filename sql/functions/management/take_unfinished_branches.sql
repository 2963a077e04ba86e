-- take_unfinished_branches returns the branches whose creator has ended before they were finished: {key, name, temporary,
-- database, …}, and database_name: the present name of its database if that is complete, or null. A database that has neither
-- name of the branch is not its database: after a restore in another cluster, the number may be that of any. They are locked
-- until the transaction ends; one that is locked elsewhere is left out. Only the installing role calls it.
create or replace function neon_auth_management.take_unfinished_branches()
returns setof jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.forget_copied_branches();
  return query
  select to_jsonb(b) || jsonb_build_object('database_name', (
    select d.datname from pg_database d where d.oid = b.database and d.datname in (b.temporary, b.name)))
  from neon_auth_management.branch b
  where b.id is null and b.lock is not null
    and not exists ( -- in whichever database the creator is connected to. Any login can take such a lock, but only an installer's counts
      select from pg_locks l
      join pg_stat_activity a on a.pid = l.pid
      where pg_has_role(a.usesysid, 'neon_auth', 'member') and l.locktype = 'advisory' and l.classid = 1312907890 and l.objid = b.lock::oid and l.objsubid = 2)
  order by b.created_at
  for update of b skip locked;
end
$$;
