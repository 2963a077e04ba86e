create function neon_auth_api.list_unsealed_secrets()
returns table (secret text, context text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select distinct s.secret, s.context from neon_auth_internal.config_secrets() s where s.secret not like 'v1.%' or s.is_unbound
$$;

comment on function neon_auth_api.list_unsealed_secrets() is
  'Secrets in project_config that are stored in clear, or that the previous release sealed without a context: the '
  'mail server''s password, providers'' client secrets and keys, secrets of captchas and of webhooks to users_sync. context: what to seal each for. The sidecar seals '
  'them when it polls for mail, once a minute or when mail is queued.';
