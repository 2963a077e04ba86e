create function neon_auth_api.manage_drop_provider(key_hash bytea, provider_id text)
returns jsonb
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
  if not (config -> 'social_providers') @> jsonb_build_array(jsonb_build_object('id', provider_id)) then
    perform neon_auth_internal.fail('PROVIDER_NOT_FOUND');
  end if;
  perform neon_auth_internal.store_config(jsonb_set(config, '{social_providers}', (
    select coalesce(jsonb_agg(p.entry order by p.place), '[]')
    from jsonb_array_elements(config -> 'social_providers') with ordinality as p (entry, place)
    where p.entry ->> 'id' is distinct from provider_id)));
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_drop_provider(bytea, text) is
  'POST /console/db/NAME/settings/providers/remove: removes the entry of social_providers with that id. Accounts of users '
  'remain. Fails with PROVIDER_NOT_FOUND, and if the key with that hash may not write.';
