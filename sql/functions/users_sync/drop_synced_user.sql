-- drop_synced_user marks a user of this database as deleted in users_sync. Their row stays.
create function neon_auth_internal.drop_synced_user(user_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth.users_sync s set updated_at = now(), deleted_at = now() where s.id = user_id::text and s.deleted_at is null
$$;
