create function neon_auth_api.manage_get_providers(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object(
    'providers', (
      select coalesce(jsonb_agg((p.entry - '{clientSecret,privateKey}'::text[]) || jsonb_build_object(
        'hasSecret', coalesce(p.entry ->> 'clientSecret', p.entry ->> 'privateKey', '') <> '',
        'isOn', coalesce(p.entry -> 'enabled', 'true') <> 'false') order by p.place), '[]')
      from neon_auth_internal.config c, jsonb_array_elements(c.social_providers) with ordinality as p (entry, place)),
    'presets', (select jsonb_agg(o.id order by o.id) from neon_auth.oauth_preset o));
end
$$;

comment on function neon_auth_api.manage_get_providers(bytea) is
  'GET /console/db/NAME/settings/providers: the entries of social_providers without secrets, and the ids of '
  'neon_auth.oauth_preset. Fails if the key with that hash may not read.';
