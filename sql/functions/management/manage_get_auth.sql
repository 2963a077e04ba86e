create function neon_auth_api.manage_get_auth(key_hash bytea, base_url text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return neon_auth_internal.integration_json(base_url);
end
$$;

comment on function neon_auth_api.manage_get_auth(bytea, text) is
  'GET /projects/{project_id}/branches/{branch_id}/auth: this branch''s auth. base_url is its address. Fails if the key '
  'with that hash may not read.';
