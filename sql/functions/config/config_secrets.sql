-- config_secrets returns every secret in project_config, in clear or sealed, with its context. is_unbound: the previous
-- release sealed it without a context.
create function neon_auth_internal.config_secrets()
returns table (secret text, context text, is_unbound boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    written.secret,
    written.context,
    -- Hashed once: row by row it is so expensive to the planner that the query is compiled.
    encode(sha256(convert_to(written.secret, 'UTF8')), 'hex') in (select u.hash from neon_auth.unbound_seal u) as is_unbound
  from neon_auth.project_config c, lateral (
    select c.email_provider ->> 'password', neon_auth_internal.secret_context('mail', c.email_provider)
    union all
    select p ->> k.name, neon_auth_internal.secret_context('provider', p)
    from jsonb_array_elements(c.social_providers) p, unnest('{clientSecret,privateKey}'::text[]) as k (name)
    union all
    select c.plugin_configs #>> '{captcha,config,secretKey}', neon_auth_internal.captcha_context(c.plugin_configs)
    union all
    select c.options #>> array['usersSync', o.name, 'secret'], neon_auth_internal.secret_context('users-sync', jsonb_build_object('id', o.name))
    from unnest('{clerk,stackAuth,workos,standard}'::text[]) as o (name)
  ) as written (secret, context)
  where written.secret <> ''
$$;
