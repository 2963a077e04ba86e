create function neon_auth_api.manage_create_user(key_hash bytea, email text, name text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('id', (neon_auth_internal.insert_user(
    coalesce(nullif(name, ''), email), email, null, false, 'user', null)).id);
end
$$;

comment on function neon_auth_api.manage_create_user(bytea, text, text) is
  'POST …/auth/users: creates a user without a password. An empty name becomes the address. No webhook is asked for '
  'approval. Fails if the key with that hash may not write, and with INVALID_EMAIL, USER_ALREADY_EXISTS.';
