create function neon_auth_api.manage_get_user(key_hash bytea, user_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.describe_managed_user(auth.as_uuid(manage_get_user.user_id));
end
$$;

comment on function neon_auth_api.manage_get_user(bytea, text) is
  'GET /console/db/NAME/users/ID: a user with accounts, the latest sessions, organizations, and the latest changes. '
  'Fails if the key with that hash may not read, and with USER_NOT_FOUND.';
