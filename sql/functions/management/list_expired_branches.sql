-- list_expired_branches returns the names of branches to delete: expired ones that no other branch is a copy of. It also
-- returns, as leftover, databases of branches that were not finished within a day, and forgets branches whose database is
-- gone. Only the installing role calls it.
create or replace function neon_auth_management.list_expired_branches()
returns table (name text, leftover boolean)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.forget_copied_branches();
  delete from neon_auth_management.branch b
  where b.key not in (select l.key from neon_auth_management.living_branches() l)
    and not exists (select from pg_database d where d.datname = b.temporary or d.oid = b.database);
  return query
  select l.database::text, false
  from neon_auth_management.living_branches() l
  where l.expires_at <= now() and l.database <> current_database()
    and l.id not in (select c.parent from neon_auth_management.living_branches() c)
  union all
  select b.temporary, true
  from neon_auth_management.branch b
  join pg_database d on d.datname = b.temporary
  where b.id is null and b.database is null and b.created_at < now() - interval '1 day'
  order by 1;
end
$$;
