-- secret_context identifies the destination that a secret in project_config is meant for: the server and the login it
-- is sent to, in this database or a copy of it. A secret that is sealed for one context cannot be opened in another. So
-- no one can have it decrypted and sent to a server of their own.
create function neon_auth_internal.secret_context(kind text, setting jsonb)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select encode(sha256(s.lineage || convert_to(kind || ' ' || case kind
    when 'mail' then jsonb_build_array(
      setting -> 'host', coalesce(setting -> 'port', '587'), coalesce(setting ->> 'username', ''))
    else (
      select coalesce(jsonb_object_agg(e.key, e.value), '{}')
      from jsonb_each(case jsonb_typeof(setting) when 'object' then setting else '{}' end) e
      where e.key not in ('clientSecret', 'privateKey')
        and (e.key in ('id', 'providerId', 'clientId', 'teamId', 'keyId') or e.value::text like '%://%'))
  end::text, 'UTF8')), 'hex')
  from neon_auth.branch_seed s
$$;

-- users_sync_settings returns the settings of the providers whose webhooks fill users_sync.
create function neon_auth_internal.users_sync_settings(options jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case jsonb_typeof(options -> 'usersSync') when 'object' then options -> 'usersSync' else '{}' end
$$;

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
