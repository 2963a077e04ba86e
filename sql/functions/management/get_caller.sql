create or replace function neon_auth_management.get_caller(key_hash bytea)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  caller neon_auth_management.key := neon_auth_management.require_project_key(key_hash, 'read');
begin
  return jsonb_build_object(
    -- GET /auth
    'account_id', neon_auth_management.project_id(), 'auth_method', 'api_key_org', 'auth_data', caller.id,
    -- GET /users/me
    'id', caller.id, 'login', caller.name, 'name', caller.name, 'last_name', '', 'email', '', 'image', '', 'auth_accounts', '[]'::jsonb,
    'projects_limit', 1, 'branches_limit', 0, 'max_autoscaling_limit', 0, 'plan', 'neonauth', 'active_seconds_limit', 0);
end
$$;

comment on function neon_auth_management.get_caller(bytea) is
  'GET /auth and GET /users/me: the key with that hash, in the form of an account. Fails if it is not valid.';
