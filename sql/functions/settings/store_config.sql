-- store_config writes the columns of settings from the row that lock_config returned. Without a change it writes nothing,
-- so that no sidecar loads its settings again.
create function neon_auth_internal.store_config(config jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from neon_auth.project_config c where c.id = (config ->> 'id')::uuid and to_jsonb(c) = config) then
    return;
  end if;
  update neon_auth.project_config c
  set
    name = n.name,
    trusted_origins = n.trusted_origins,
    social_providers = n.social_providers,
    email_provider = n.email_provider,
    email_and_password = n.email_and_password,
    allow_localhost = n.allow_localhost,
    plugin_configs = n.plugin_configs,
    webhook_config = n.webhook_config
  from jsonb_populate_record(null::neon_auth.project_config, config) n
  where c.id = n.id;
end
$$;
