create function neon_auth_api.manage_set_name(key_hash bytea, name text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('name', neon_auth.set('name', name));
end
$$;

comment on function neon_auth_api.manage_set_name(bytea, text) is
  'PATCH …/auth/config: sets the app''s name, as neon_auth.set(''name'', …) does. Fails if the key with that hash may '
  'not write.';
