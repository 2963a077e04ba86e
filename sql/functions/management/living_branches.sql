-- living_branches returns the registered branches whose database exists, with its present name, or is being made: for at
-- most a day. Only the installing role calls it.
create or replace function neon_auth_management.living_branches()
returns table (key uuid, id text, parent text, database name, expires_at timestamptz)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with there as materialized (
    select d.datname, neon_auth_management.branch_id(d.oid, h.place) as id
    from pg_database d, (select neon_auth_management.place() as place offset 0) h
  )
  select b.key, b.id, b.parent, t.datname, b.expires_at
  from neon_auth_management.branch b
  left join there t on t.id = b.id
  where t.id is not null or b.id is null and b.created_at > now() - interval '1 day'
$$;
