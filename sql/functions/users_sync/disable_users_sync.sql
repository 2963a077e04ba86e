create or replace function neon_auth.disable_users_sync()
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  drop trigger if exists sync_users on neon_auth."user";
  drop trigger if exists sync_users_change on neon_auth."user";
  drop trigger if exists sync_users_truncate on neon_auth."user";
$$;

comment on function neon_auth.disable_users_sync() is
  'Stops copying users to neon_auth.users_sync. Its rows stay, because apps may refer to them; enable_users_sync() brings '
  'them up to date again.';
