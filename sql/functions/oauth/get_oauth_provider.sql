create function neon_auth_api.get_oauth_provider(provider_id text)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.oauth_provider(provider_id)
$$;

comment on function neon_auth_api.get_oauth_provider(text) is
  'What is known of a provider that the project has turned on, its client secret sealed; null: not turned on.';
