-- find_branch returns the registered branch whose database has that name now: {key, id, …}, or null. children: the names
-- of its copies that exist, or are being made. With expired_only, null unless it has expired. It is locked against
-- begin_branch until the transaction ends. Only the installing role calls it.
create or replace function neon_auth_management.find_branch(name text, expired_only boolean default false)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found_branch neon_auth_management.branch;
begin
  select b.* into found_branch
  from neon_auth_management.branch b
  where b.id = (select neon_auth_management.branch_id(d.oid) from pg_database d where d.datname = find_branch.name)
    and (not expired_only or b.expires_at <= now())
  for update of b;
  if not found then
    return null;
  end if;
  return to_jsonb(found_branch) || jsonb_build_object('ttl_seconds', extract(epoch from found_branch.ttl)::bigint, 'children', (
    select coalesce(jsonb_agg(coalesce(c.database, 'one that is being made') order by c.database), '[]')
    from neon_auth_management.living_branches() c
    where c.parent = found_branch.id and c.key <> found_branch.key));
end
$$;
