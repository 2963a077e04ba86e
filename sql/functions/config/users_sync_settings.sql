-- users_sync_settings returns the settings of the providers whose webhooks fill users_sync.
create function neon_auth_internal.users_sync_settings(options jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case jsonb_typeof(options -> 'usersSync') when 'object' then options -> 'usersSync' else '{}' end
$$;
