create function neon_auth_api.manage_get_settings(key_hash bytea, group_name text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.managed_settings(group_name);
end
$$;

comment on function neon_auth_api.manage_get_settings(bytea, text) is
  'GET …/auth/allow_localhost, email_and_password, plugins/phone-number, webhooks of the management API: returns a group '
  'of settings (allow_localhost, email_and_password, phone_number, webhooks, config, organization, magic_link). Fails as '
  'require_key does.';
