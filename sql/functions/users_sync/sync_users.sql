create or replace function neon_auth.sync_users()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_relid <> 'neon_auth."user"'::regclass then
    raise exception 'sync_users is a trigger of neon_auth."user" only' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'TRUNCATE' then
    perform neon_auth_internal.drop_gone_users();
  elsif tg_op = 'DELETE' then
    perform neon_auth_internal.drop_synced_user(old.id);
  elsif tg_op = 'INSERT' then
    perform neon_auth_internal.put_synced_user(new, true);
  else
    if new.id <> old.id then
      perform neon_auth_internal.drop_synced_user(old.id);
    end if;
    perform neon_auth_internal.put_synced_user(new, new.id <> old.id);
  end if;
  return null;
end
$$;

comment on function neon_auth.sync_users() is
  'Trigger that copies each change of a user to users_sync, in the same transaction. enable_users_sync() creates it, '
  'disable_users_sync() drops it.';
