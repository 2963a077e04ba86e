create function neon_auth_api.manage_list_providers(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object('providers', neon_auth_internal.managed_providers());
end
$$;

comment on function neon_auth_api.manage_list_providers(bytea) is
  'GET …/auth/oauth_providers of the management API: the entries of social_providers, without secrets. Fails as '
  'require_key does.';
