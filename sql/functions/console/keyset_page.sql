-- keyset_page returns a page of rows that were read with one more than its size, in the order of reading: {rows, hasNext,
-- hasPrevious}. Rows read backward are turned around. continued: whether they were read from a cursor.
create function neon_auth_internal.keyset_page(listed jsonb, size integer, backward boolean, continued boolean)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'rows', coalesce((
      select jsonb_agg(r.row order by case when backward then -r.place else r.place end)
      from jsonb_array_elements(listed) with ordinality as r (row, place)
      where r.place <= size), '[]'),
    'hasNext', backward or jsonb_array_length(listed) > size,
    'hasPrevious', case when backward then jsonb_array_length(listed) > size else continued end)
$$;
