-- write executes a mark as neon_auth_writer, under restriction if code of others may run.
create function neon_auth_internal.write(entity text, mark uuid)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  followers text;
  written   integer;
begin
  if not neon_auth_internal.is_watched(entity) then
    return neon_auth_internal.write_marked(mark);
  end if;
  followers := neon_auth_internal.check_followers(entity);
  if neon_auth_internal.is_restricted() then
    written := neon_auth_internal.write_marked(mark);
  else
    written := neon_auth_internal.run_restricted(format('select neon_auth_internal.write_marked(%L)', mark))::integer;
  end if;
  if neon_auth_internal.check_followers(entity) <> followers then
    raise exception 'triggers of the app changed during the statement' using errcode = 'serialization_failure';
  end if;
  return written;
end
$$;

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

-- rename changes a key that the app's tables may reference: a user's email, an organization's slug, an account's id at its
-- provider, the name of an organization's role, the user of a membership. As with remove, no other statement changes one. The row must be locked.
create function neon_auth_internal.rename(entity text, id uuid, value text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  mark uuid;
begin
  if value is null then -- null would mean a delete
    raise exception 'A key cannot be null' using errcode = 'not_null_violation';
  end if;
  insert into neon_auth.write_mark (entity, ids, value) values (entity, array[rename.id], rename.value)
  returning write_mark.id into mark;
  perform neon_auth_internal.write(entity, mark);
  delete from neon_auth.write_mark m where m.id = mark;
end
$$;
