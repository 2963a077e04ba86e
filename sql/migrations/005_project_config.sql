create table neon_auth.project_config (
  id                 uuid not null default gen_random_uuid(),
  name               text not null,
  endpoint_id        text not null,
  created_at         timestamptz not null default current_timestamp,
  updated_at         timestamptz not null default current_timestamp,
  trusted_origins    jsonb not null,
  social_providers   jsonb not null,
  email_provider     jsonb,
  email_and_password jsonb,
  allow_localhost    boolean not null,
  plugin_configs     jsonb,
  webhook_config     jsonb,
  options            jsonb,
  constraint project_config_pkey primary key (id),
  constraint project_config_endpoint_id_key unique (endpoint_id),
  constraint trusted_origins_is_array check (jsonb_typeof(trusted_origins) = 'array'),
  constraint social_providers_is_array check (jsonb_typeof(social_providers) = 'array'),
  constraint email_provider_is_object check (jsonb_typeof(email_provider) = 'object'),
  constraint email_and_password_is_object check (jsonb_typeof(email_and_password) = 'object'),
  constraint plugin_configs_is_object check (jsonb_typeof(plugin_configs) = 'object'),
  constraint webhook_config_is_object check (jsonb_typeof(webhook_config) = 'object'),
  constraint options_is_object check (jsonb_typeof(options) = 'object')
);

comment on column neon_auth.project_config.options is
  'further settings under Better Auth''s names: session.cookieCache, user.changeEmail, user.deleteUser, rateLimit';
comment on column neon_auth.project_config.endpoint_id is
  'the branch this row was made in; on a copy, the parent''s. branch_identity() tells the present one';

insert into neon_auth.project_config
  (name, endpoint_id, trusted_origins, social_providers, email_provider, allow_localhost)
values
  (current_database(), neon_auth.branch_identity(), '[]', '[{"id": "google", "isShared": true}]', '{"type": "shared"}', true);

-- A request is decided under a version of the settings and the keys, and carries it; another one means:
-- decide again. Apart from project_config, whose row may be deleted and made anew.
create table neon_auth.config_version (
  only_row boolean not null default true,
  version  bigint not null default 1,
  constraint config_version_pkey primary key (only_row),
  constraint config_version_is_one_row check (only_row)
);

insert into neon_auth.config_version default values;

-- The release whose functions are installed, so that an older program leaves them alone.
create table neon_auth.installation (
  only_row       boolean not null default true,
  release        integer not null,
  functions_hash text not null,
  "installedAt"  timestamptz not null default current_timestamp,
  constraint installation_pkey primary key (only_row),
  constraint installation_is_one_row check (only_row)
);
