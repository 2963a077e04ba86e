create function neon_auth_api.seal_secret(plain_hash text, sealed text, context text default '')
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  was_clear boolean := not exists (
    select from neon_auth_internal.config_secrets() s
    where neon_auth_internal.is_hash_of(plain_hash, s.secret) and s.secret like 'v1.%');
  is_done   boolean;
begin
  if seal_secret.context = '' then -- a sidecar of the previous release seals without a context; this release adds one
    insert into neon_auth.unbound_seal (hash) values (encode(sha256(convert_to(seal_secret.sealed, 'UTF8')), 'hex'))
    on conflict do nothing;
  else
    delete from neon_auth.unbound_seal u where u.hash = plain_hash;
  end if;
  update neon_auth.project_config c
  set
    email_provider = neon_auth_internal.seal_setting('mail', c.email_provider, '{password}', plain_hash, sealed, seal_secret.context),
    social_providers = (
      select coalesce(jsonb_agg(neon_auth_internal.seal_setting(
        'provider', p, '{clientSecret,privateKey}', plain_hash, sealed, seal_secret.context) order by place), '[]')
      from jsonb_array_elements(c.social_providers) with ordinality as s (p, place)),
    plugin_configs = case
      when neon_auth_internal.is_hash_of(plain_hash, c.plugin_configs #>> '{captcha,config,secretKey}')
        and seal_secret.context in ('', neon_auth_internal.captcha_context(c.plugin_configs))
      then jsonb_set(c.plugin_configs, '{captcha,config,secretKey}', to_jsonb(sealed)) else c.plugin_configs end,
    options = case when neon_auth_internal.users_sync_settings(c.options) = '{}' then c.options else c.options
      || jsonb_build_object('usersSync', (
        select jsonb_object_agg(o.key, case
          when seal_secret.context in ('', neon_auth_internal.secret_context('users-sync', jsonb_build_object('id', o.key)))
            and neon_auth_internal.is_hash_of(plain_hash, o.value ->> 'secret')
          then o.value || jsonb_build_object('secret', sealed) else o.value end)
        from jsonb_each(neon_auth_internal.users_sync_settings(c.options)) o)) end
  where exists (
    select from neon_auth_internal.config_secrets() s
    where neon_auth_internal.is_hash_of(plain_hash, s.secret) and seal_secret.context in ('', s.context));
  is_done := found;
  if was_clear then -- a sidecar that read it in clear can continue, so that no request is decided again
    update neon_auth.config_version set version = version - 1; -- the update above added one
  end if;
  return is_done;
end
$$;

comment on function neon_auth_api.seal_secret(text, text, text) is
  'Replaces a secret in project_config by its sealed form, wherever a value has the hex sha256 plain_hash; if context '
  'is not empty, in that context only. Requests that were decided with the secret in clear stay valid. Returns false '
  'if no value has that hash.';
