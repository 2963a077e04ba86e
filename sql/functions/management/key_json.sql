-- key_json shows a key, without its hash.
create or replace function neon_auth_management.key_json(k neon_auth_management.key)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', k.id, 'name', k.name, 'start', k.start, 'read_only', k.read_only, 'branch', k.branch, 'expires_at', k.expires_at,
    'created_at', k.created_at, 'revoked_at', k.revoked_at, 'last_used_at', k.last_used_at)
$$;
