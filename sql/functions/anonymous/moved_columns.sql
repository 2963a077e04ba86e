-- moved_columns returns the columns of the app's tables whose values name one of these rows: foreign keys, and foreign
-- keys to columns that are foreign keys themselves. seeds: {"table.column": {old value: new value}} of neon_auth's tables.
create function neon_auth_internal.moved_columns(seeds jsonb)
returns table (owner oid, target jsonb)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive reached (on_table, number, values) as (
    select a.attrelid, a.attnum, s.value
    from jsonb_each(seeds) s
    join pg_class c on c.relnamespace = 'neon_auth'::regnamespace and c.relname = split_part(s.key, '.', 1)
    join pg_attribute a on a.attrelid = c.oid and a.attname = split_part(s.key, '.', 2) and not a.attisdropped
    union
    select k.conrelid, u.child, r.values
    from reached r
    join pg_constraint k on k.contype = 'f' and k.conparentid = 0 and k.confrelid = r.on_table
    cross join unnest(k.conkey, k.confkey) as u (child, parent)
    where u.parent = r.number
  ), columns as (
    select c.oid, c.relowner, a.attname, coalesce(jsonb_object_agg(v.key, v.value) filter (where v.key is not null), '{}') as values
    from reached r
    join pg_class c on c.oid = r.on_table and c.relnamespace <> 'neon_auth'::regnamespace
    join pg_attribute a on a.attrelid = r.on_table and a.attnum = r.number
    left join jsonb_each(r.values) v on true
    group by c.oid, c.relowner, a.attname
  )
  select c.relowner, jsonb_build_object('table', c.oid, 'columns', jsonb_object_agg(c.attname, c.values))
  from columns c
  group by c.relowner, c.oid
$$;
