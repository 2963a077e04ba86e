create function neon_auth_api.manage_retire_signing_key(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('retired', neon_auth.retire_key());
end
$$;

comment on function neon_auth_api.manage_retire_signing_key(bytea) is
  'POST /console/db/NAME/settings/keys: retires the signing key, as neon_auth.retire_key. The sidecar then creates a '
  'new one. Fails if the key with that hash may not write.';
