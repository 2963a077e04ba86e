-- apply_user_event writes what an outside provider reports about a user: applied, or ignored if something newer is
-- known, or if the id is another provider's or a user of this database.
create function neon_auth_internal.apply_user_event(
  provider text, user_id text, is_gone boolean, copied jsonb, at timestamptz)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  known   neon_auth.users_sync_source;
  changed boolean;
begin
  insert into neon_auth.users_sync_source (id, provider, "changedAt") values (user_id, provider, '-infinity')
  on conflict do nothing;
  select * into known from neon_auth.users_sync_source s where s.id = user_id for update;
  if known."changedAt" = '-infinity' then
    insert into neon_auth.users_sync (raw_json, updated_at, deleted_at)
    values (coalesce(copied, jsonb_build_object('id', user_id)), at, case when is_gone then at end)
    on conflict do nothing;
    changed := found;
    if not changed then -- a user of this database
      delete from neon_auth.users_sync_source s where s.id = user_id;
    end if;
  else
    update neon_auth.users_sync s
    set raw_json = coalesce(copied, s.raw_json), updated_at = at, deleted_at = case when is_gone then at end
    where s.id = user_id and known.provider = apply_user_event.provider
      -- Of two events of the same moment, the deletion is the later one.
      and (known."changedAt" < at or known."changedAt" = at and (is_gone or s.deleted_at is null));
    changed := found;
  end if;
  if changed then
    update neon_auth.users_sync_source s set "changedAt" = at where s.id = user_id;
  end if;
  return case when changed then 'applied' else 'ignored' end;
end
$$;
