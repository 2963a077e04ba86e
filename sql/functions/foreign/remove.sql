-- remove deletes rows by id and returns their number. Every delete of a row that the app's tables may reference uses it
-- instead of a delete statement. The app's triggers that the cascade fires run as the role that runs the statement:
-- here neon_auth_writer, which can only delete these rows.
create function neon_auth_internal.remove(entity text, ids uuid[])
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  mark    uuid;
  removed integer;
begin
  if coalesce(cardinality(ids), 0) = 0 then
    return 0;
  end if;
  insert into neon_auth.write_mark (entity, ids) values (entity, ids) returning id into mark;
  removed := neon_auth_internal.write(entity, mark);
  delete from neon_auth.write_mark m where m.id = mark;
  return removed;
end
$$;
