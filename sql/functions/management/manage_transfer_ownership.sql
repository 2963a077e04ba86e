create function neon_auth_api.manage_transfer_ownership(key_hash bytea, url text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('url', url);
end
$$;

comment on function neon_auth_api.manage_transfer_ownership(bytea, text) is
  'POST /projects/auth/transfer_ownership: changes nothing, because the database belongs to its owner already. Fails if '
  'the key with that hash may not write.';
