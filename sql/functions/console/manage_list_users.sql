create function neon_auth_api.manage_list_users(key_hash bytea, query jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.list_managed_users(query - 'limit');
end
$$;

comment on function neon_auth_api.manage_list_users(bytea, jsonb) is
  'GET /console/db/NAME/users/: 50 users. query: search (the beginning of an address or name, an id, or an end such as '
  '@example.com), filter (verified, unverified, banned, admins), sort (createdAt: newest first, or email), after or '
  'before ([value, id] of the last or first row of another page). total is null when a search finds more than 5000. '
  'Fails if the key with that hash may not read.';
