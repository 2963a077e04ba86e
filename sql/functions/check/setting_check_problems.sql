-- setting_check_problems lists settings that are not fit for production.
create function neon_auth_internal.setting_check_problems()
returns setof neon_auth_internal.check_problem
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with origins as (
    select coalesce(o ->> 'domain', o #>> '{}') as origin
    from neon_auth_internal.config c
    cross join lateral jsonb_array_elements(case jsonb_typeof(c.trusted_origins) when 'array' then c.trusted_origins else '[]' end) o
  ), providers as (
    select p
    from neon_auth_internal.config c
    cross join lateral jsonb_array_elements(case jsonb_typeof(c.social_providers) when 'array' then c.social_providers else '[]' end) p
    where jsonb_typeof(p) = 'object' and p -> 'enabled' is distinct from 'false'
  )
  select 'trusted-domains', 'warning', 'No origin is trusted: pages of your app on another origin are refused.', null
  where not exists (select from origins)
  union all
  select 'trusted-domains', 'failure', format('The trusted origin %s is not https: anyone on the network can act as its pages.', left(o.origin, 200)), null
  from origins o where o.origin collate "C" ~* '^http://'
  union all
  select 'trusted-domains', 'failure', format('The trusted origin %s also matches http: anyone on the network can act as its pages. Write https:// before it.', left(o.origin, 200)), null
  from origins o
  where o.origin ~ '[*?]' and (strpos(o.origin, '://') = 0
    or split_part(o.origin, '://', 1) ~ '[*?]' and 'http' like translate(lower(split_part(o.origin, '://', 1) collate "C"), '*?', '%_'))
  union all
  select 'localhost', 'failure', 'Pages on http://localhost are trusted: any program on a user''s machine can act for them.', null
  from neon_auth_internal.config c where c.allow_localhost
  union all
  select 'verification', 'warning', 'A password signs in before the address is verified: users can sign up with addresses of others.', null
  from neon_auth_internal.config c where c.email_enabled and not c.email_verification_required
  union all
  select 'providers', 'failure', format('Provider %s has no credentials of its own.', left(p ->> 'id', 64)),
    left(regexp_replace(p ->> 'id', '[^A-Za-z0-9_-]', '', 'g'), 64)
  from providers where p -> 'isShared' = 'true' or coalesce(p ->> 'clientId', '') = ''
  union all
  select 'strict', 'warning', format('%s is off: %s', s.name, s.description), s.name
  from neon_auth.list_settings() s where s.name ~ '^strict.' and s.value = 'false'
  union all
  select 'rate-limits', 'failure', 'Requests are not limited: passwords and codes can be guessed faster.', null
  from neon_auth_internal.config c where not c.rate_limit
  union all
  select 'settings', 'warning', a.setting || ': ' || a.advice, null from neon_auth.list_settings_advice() a
  union all
  select 'sealed-secrets', 'warning', format('%s %s stored in clear. A sidecar seals them within a minute of its start.', count(*), case count(*) when 1 then 'secret is' else 'secrets are' end), null
  from neon_auth_internal.config_secrets() s where s.secret not like 'v1.%'
  having count(*) > 0
$$;
