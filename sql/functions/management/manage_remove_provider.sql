create function neon_auth_api.manage_remove_provider(key_hash bytea, id text)
returns void
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
  perform neon_auth_internal.require_provider(config, manage_remove_provider.id);
  perform neon_auth_internal.store_config(jsonb_set(config, '{social_providers}', (
    select coalesce(jsonb_agg(p.entry order by p.place), '[]')
    from jsonb_array_elements(config -> 'social_providers') with ordinality as p (entry, place)
    where p.entry ->> 'id' is distinct from manage_remove_provider.id)));
end
$$;

comment on function neon_auth_api.manage_remove_provider(bytea, text) is
  'DELETE …/auth/oauth_providers/{id} of the management API: removes a provider and its secrets from social_providers. '
  'Fails with OAUTH_PROVIDER_NOT_FOUND, and as require_key does.';
