-- put_synced_user copies a user to users_sync. It updates instead of "on conflict do update", which would wait for every
-- transaction that has just referenced the row: it locks as if the generated id changed.
create function neon_auth_internal.put_synced_user(u neon_auth."user", is_new boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  copied constant jsonb := neon_auth_internal.users_sync_json(u);
begin
  if is_new then
    insert into neon_auth.users_sync (raw_json, updated_at) values (copied, now()) on conflict do nothing;
    if found then
      return;
    end if;
    -- The user was deleted before, or an outside provider knows them: from now on the row is this database's.
    delete from neon_auth.users_sync_source s where s.id = u.id::text;
  end if;
  update neon_auth.users_sync s set raw_json = copied, updated_at = now(), deleted_at = null where s.id = u.id::text;
  if not found then
    insert into neon_auth.users_sync (raw_json, updated_at) values (copied, now()) on conflict do nothing;
  end if;
end
$$;
