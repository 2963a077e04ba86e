-- The type of the result, for sqlc. No role may select from it.
create view neon_auth_api.config_row as
select
  ''::text as config_version,
  ''::text as branch,
  ''::text as trusted_origins,
  false as allow_localhost,
  false as cookie_cache,
  0 as cookie_cache_seconds,
  604800 as session_seconds,
  900 as jwt_seconds,
  ''::text as jwt_issuer,
  ''::text as jwt_audience,
  ''::text as jwt_role,
  ''::text as jwt_claims,
  false as breach_check,
  ''::text as breach_message,
  ''::text as breach_paths,
  ''::text as captcha,
  false as magic_link,
  ''::text as limited_paths,
  false as organizations,
  false as claims_hook,
  false as webhook,
  false as teams,
  false as dynamic_roles,
  false as is_strict,
  false as generic_oauth,
  ''::text as app_name,
  ''::text as language,
  false as translate_errors,
  ''::text as links,
  ''::text as logo,
  ''::text as color,
  false as two_factor,
  600 as challenge_seconds,
  2592000 as trust_seconds,
  false as assurance_claims,
  ''::text as step_up_paths,
  false as bearer,
  false as bare_bearer,
  false as anonymous,
  ''::text as last_login_cookie,
  0 as last_login_seconds,
  false as last_login_stored,
  false as username,
  false as passkey,
  false as one_time_tokens,
  false as one_time_token_in_header,
  false as one_time_token_sets_cookie,
  0 as device_sessions,
  false as phone_number;

create function neon_auth_api.get_config()
returns setof neon_auth_api.config_row
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  version text := neon_auth_internal.config_version(); -- first, as in get_sessions
begin
  return query
  select
    version,
    neon_auth.branch_identity(),
    coalesce((
      select string_agg(origin.entry, ' ')
      from (
        select coalesce(o ->> 'domain', o #>> '{}') as entry from jsonb_array_elements(c.trusted_origins) o
        where neon_auth_internal.origin_problem(o) is null
      ) as origin
    ), ''),
    c.allow_localhost,
    c.cookie_cache,
    c.cookie_cache_seconds,
    extract(epoch from c.session_lifetime)::integer,
    j.seconds,
    coalesce(j.issuer, ''),
    coalesce(j.audience::text, ''),
    j.role,
    coalesce(nullif(j.claims, '{}')::text, ''),
    b.enabled,
    b.message,
    b.paths,
    p.options,
    c.magic_link,
    coalesce((select string_agg(r.paths, '|' order by r.position) from neon_auth_internal.limit_rule r where c.rate_limit), ''),
    c.organizations,
    c.claims_hook is not null,
    c.webhook_enabled,
    o.teams,
    o.dynamic_roles,
    c.strict_origin,
    exists (
      select from jsonb_array_elements(c.social_providers) p
      where p ->> 'clientId' <> '' and not exists (select from neon_auth.oauth_preset o where o.id = p ->> 'id')),
    c.app_name,
    c.language,
    c.translate_errors,
    c.links,
    c.logo,
    c.color,
    t.enabled,
    extract(epoch from t.challenge_lifetime)::integer,
    extract(epoch from t.trust_lifetime)::integer,
    c.strict_claims,
    neon_auth_internal.step_up_paths(),
    c.bearer,
    c.bearer and not c.bearer_signature,
    c.anonymous,
    case when c.last_login then c.last_login_cookie else '' end,
    c.last_login_seconds,
    c.last_login_stored,
    c.username,
    c.passkey,
    ott.enabled,
    ott.enabled and ott.in_header,
    ott.sets_cookie,
    c.device_sessions,
    c.phone_number
  from neon_auth_internal.config c, neon_auth_internal.jwt_option j, neon_auth_internal.breach_option b, neon_auth_internal.captcha_option p, neon_auth_internal.organization_option o, neon_auth_internal.two_factor_option t,
    neon_auth_internal.one_time_token_option ott;
end
$$;

comment on function neon_auth_api.get_config() is
  'Returns what the sidecar needs before it calls the database: the branch, the version of the settings, trusted '
  'origins (separated by blanks), the session cookie cache, the enabled plugins, the lifetime of sessions and tokens, the claims iss and aud (as JSON) unless they are the public origin, the role and further claims of all tokens, whether and where passwords are checked against breached ones, captchas (JSON, with the sealed secret), a regular expression of the '
  'rate-limited paths (empty: none), whether a token claims hook and a webhook are set, whether pages of untrusted '
  'sites are blocked from posting, even without cookies (is_strict), and whether providers other than the presets are '
  'enabled. Also what pages and mails look like: name, language, whether errors are translated, what mailed links do, '
  'logo and color.';
