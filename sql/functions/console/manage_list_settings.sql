create function neon_auth_api.manage_list_settings(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object('settings', (
    select jsonb_agg(jsonb_build_object(
      'name', s.name, 'value', s.value, 'default', s."default", 'type', s.type, 'description', s.description,
      'allowed', to_jsonb(k.allowed), 'least', k.least, 'most', k.most) order by k.position)
    from neon_auth.list_settings() s
    join neon_auth_internal.known_setting k on k.name = s.name
    where s.name !~ E'\\[\\]'
  ));
end
$$;

comment on function neon_auth_api.manage_list_settings(bytea) is
  'GET /console/db/NAME/settings/: every setting as neon_auth.settings shows it, with its allowed values. Secrets are '
  'masked. Fails if the key with that hash may not read.';
