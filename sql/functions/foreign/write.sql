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
