-- project_json describes the project: the cluster. Fields that neonauth has nothing to say about are left out.
create or replace function neon_auth_management.project_json()
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'id', neon_auth_management.project_id(),
    'name', current_database(),
    'platform_id', 'neonauth',
    'region_id', 'neonauth',
    'pg_version', current_setting('server_version_num')::integer / 10000,
    'store_passwords', false,
    'active_time', 0,
    'cpu_used_sec', 0,
    'proxy_host', '',
    'branch_logical_size_limit', 0,
    'branch_logical_size_limit_bytes', 0,
    'created_at', neon_auth_management.time_text(pg_postmaster_start_time()),
    'updated_at', neon_auth_management.time_text(pg_postmaster_start_time()),
    'creation_source', 'neonauth',
    'owner_id', neon_auth_management.project_id());
end
$$;
