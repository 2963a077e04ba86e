-- is_provider_configured reports whether the settings enable a social provider.
create function neon_auth_internal.is_provider_configured(provider_id text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from jsonb_array_elements(c.social_providers) p where p ->> 'id' = provider_id)
  from neon_auth_internal.config c
$$;
