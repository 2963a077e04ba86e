-- integration_json describes this branch's auth. base_url is its address, without a slash at the end.
create function neon_auth_internal.integration_json(base_url text)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'auth_provider', 'better_auth',
    'auth_provider_project_id', neon_auth.branch_identity(),
    'branch_id', neon_auth_management.branch_id(),
    'db_name', current_database(),
    'created_at', neon_auth_internal.timestamp_text(coalesce(c.created_at, i."installedAt")),
    'owned_by', 'user',
    'jwks_url', base_url || '/.well-known/jwks.json',
    'base_url', base_url,
    'name', coalesce(c.name, current_database()))
  from neon_auth.installation i
  left join (select p.name, p.created_at from neon_auth.project_config p order by p.created_at, p.id limit 1) c on true
$$;
