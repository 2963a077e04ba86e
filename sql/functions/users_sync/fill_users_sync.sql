create or replace function neon_auth.fill_users_sync()
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  filled integer;
begin
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    -- The snapshot may be older than the lock, and would miss users of the time between.
    raise exception 'enable_users_sync needs a transaction with isolation level read committed'
      using errcode = 'active_sql_transaction', hint = 'begin isolation level read committed; select neon_auth.enable_users_sync(); commit';
  end if;
  lock table neon_auth."user" in share row exclusive mode;
  create or replace trigger sync_users
  after insert or delete on neon_auth."user"
  for each row execute function neon_auth.sync_users();
  create or replace trigger sync_users_change
  after update on neon_auth."user"
  for each row when (
    (old.id, old.name, old.email, old."emailVerified", old.image, old."createdAt")
    is distinct from (new.id, new.name, new.email, new."emailVerified", new.image, new."createdAt"))
  execute function neon_auth.sync_users();
  create or replace trigger sync_users_truncate
  after truncate on neon_auth."user"
  for each statement execute function neon_auth.sync_users();

  delete from neon_auth.users_sync_source s using neon_auth."user" u where s.id = u.id::text;
  update neon_auth.users_sync s
  set raw_json = neon_auth_internal.users_sync_json(u), updated_at = now(), deleted_at = null
  from neon_auth."user" u
  where s.id = u.id::text
    and (s.raw_json <> neon_auth_internal.users_sync_json(u) or s.deleted_at is not null);
  insert into neon_auth.users_sync (raw_json, updated_at)
  select neon_auth_internal.users_sync_json(u), u."updatedAt"
  from neon_auth."user" u
  where not exists (select from neon_auth.users_sync s where s.id = u.id::text);
  get diagnostics filled = row_count;
  perform neon_auth_internal.drop_gone_users();
  return filled;
end
$$;

comment on function neon_auth.fill_users_sync() is
  'What enable_users_sync() does, without the view neon_identity.users_sync. Returns how many users were added.';
