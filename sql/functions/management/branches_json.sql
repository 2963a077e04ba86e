-- branches_json returns the home database and the branches that neonauth made, by name, as a JSON list. Only the
-- installing role calls it.
drop function if exists neon_auth_management.tell_branches();

create or replace function neon_auth_management.branches_json()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with there as materialized (
    select
      d.oid,
      d.datname::text as name,
      neon_auth_management.branch_id(d.oid, h.place) as id,
      case when has_database_privilege(d.oid, 'connect') then pg_database_size(d.oid) end as size
    from pg_database d, (select neon_auth_management.place() as place offset 0) h
    where d.datallowconn and not d.datistemplate
  )
  select jsonb_agg(jsonb_build_object(
    'name', t.name,
    'id', t.id,
    'is_home', t.name = current_database(),
    'parent', coalesce(p.name, b.parent_name),
    'method', b.method,
    'created_at', b.created_at,
    'expires_at', b.expires_at,
    'masked', coalesce(b.masked, false),
    'size', t.size) order by t.name <> current_database(), t.name)
  from there t
  left join neon_auth_management.branch b on b.id = t.id
  left join there p on p.id = b.parent
  where b.id is not null or t.name = current_database()
$$;
