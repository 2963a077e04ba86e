create or replace function neon_auth_management.get_project(key_hash bytea)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_project_key(key_hash, 'read');
  return jsonb_build_object('project', neon_auth_management.project_json());
end
$$;

comment on function neon_auth_management.get_project(bytea) is
  'GET /projects/{project_id}: the project. Fails if the key with that hash is not valid.';
