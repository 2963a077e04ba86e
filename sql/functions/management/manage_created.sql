create function neon_auth_api.manage_created(key_hash bytea, base_url text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object(
    'auth_provider', 'better_auth',
    'auth_provider_project_id', neon_auth.branch_identity(),
    'pub_client_key', '',
    'secret_server_key', '',
    'jwks_url', base_url || '/.well-known/jwks.json',
    'schema_name', 'neon_auth',
    'table_name', 'users_sync',
    'base_url', base_url);
end
$$;

comment on function neon_auth_api.manage_created(bytea, text) is
  'POST /projects/{project_id}/branches/{branch_id}/auth, after enabling auth: what was created. base_url is its '
  'address. Fails if the key with that hash may not write.';
