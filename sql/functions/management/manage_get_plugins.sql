create function neon_auth_api.manage_get_plugins(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object(
    'organization', neon_auth_internal.managed_settings('organization'),
    'magic_link', neon_auth_internal.managed_settings('magic_link'),
    'phone_number', neon_auth_internal.managed_settings('phone_number'),
    'email_provider', neon_auth_internal.managed_mail_server(),
    'email_and_password', neon_auth_internal.managed_settings('email_and_password'),
    'oauth_providers', neon_auth_internal.managed_providers(),
    'allow_localhost', neon_auth_internal.managed_settings('allow_localhost') -> 'allow_localhost');
end
$$;

comment on function neon_auth_api.manage_get_plugins(bytea) is
  'GET …/auth/plugins of the management API: all groups of settings. Contains no secret. Fails as require_key does.';
