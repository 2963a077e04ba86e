create function neon_auth_api.manage_change_provider(
  key_hash bytea, id text, fields jsonb, sealed text default '', context text default '', saved text default '')
returns setof neon_auth_api.sealing_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config jsonb;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  config := neon_auth_internal.lock_config();
  perform neon_auth_internal.require_provider(config, manage_change_provider.id);
  return query select * from neon_auth_internal.put_provider(
    config, manage_change_provider.id, fields, sealed, manage_change_provider.context, manage_change_provider.saved);
end
$$;

comment on function neon_auth_api.manage_change_provider(bytea, text, jsonb, text, text, text) is
  'PATCH …/auth/oauth_providers/{id} of the management API: changes the credentials of a provider. Fields that are left '
  'out keep their values. Arguments as for manage_add_provider. Fails with OAUTH_PROVIDER_NOT_FOUND, VALIDATION_ERROR, '
  'INVALID_SHARED_OAUTH_PROVIDER, and as require_key does.';
