create function neon_auth_api.manage_change_settings(key_hash bytea, group_name text, fields jsonb, is_whole boolean)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return neon_auth_internal.change_settings(group_name, fields, is_whole);
end
$$;

comment on function neon_auth_api.manage_change_settings(bytea, text, jsonb, boolean) is
  'PATCH …/auth/allow_localhost, email_and_password, plugins/organization, plugins/magic-link, plugins/phone-number, '
  'config and PUT …/auth/webhooks of the management API: changes a group of settings and returns it. Fields that are '
  'left out keep their values, or get the default if is_whole. Fails with VALIDATION_ERROR, with the problem that '
  'project_config''s check finds (23514), and as require_key does.';
