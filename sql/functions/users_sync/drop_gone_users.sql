-- drop_gone_users does so for all users who are in users_sync only, after a truncate or a time without the trigger.
create function neon_auth_internal.drop_gone_users()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth.users_sync s set updated_at = now(), deleted_at = now()
  where s.deleted_at is null
    and not exists (select from neon_auth.users_sync_source o where o.id = s.id)
    and not exists (select from neon_auth."user" u where u.id::text = s.id)
$$;
