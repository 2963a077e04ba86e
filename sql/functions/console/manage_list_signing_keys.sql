create function neon_auth_api.manage_list_signing_keys(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object('keys', neon_auth_api.list_keys()::jsonb);
end
$$;

comment on function neon_auth_api.manage_list_signing_keys(bytea) is
  'GET /console/db/NAME/settings/keys: the signing keys of this branch, oldest first, without private halves. Fails if '
  'the key with that hash may not read.';
