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
