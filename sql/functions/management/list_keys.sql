-- list_keys returns all keys as a JSON list, oldest first, without their hashes. Only the installing role calls it.
create or replace function neon_auth_management.list_keys()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(neon_auth_management.key_json(k) order by k.created_at, k.id), '[]')
  from neon_auth_management.key k
$$;
