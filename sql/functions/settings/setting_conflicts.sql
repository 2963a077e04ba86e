-- setting_conflicts lists settings that contradict each other, or that name something that does not exist.
create function neon_auth_internal.setting_conflicts(config jsonb)
returns table (setting text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select found.setting, found.problem
  from (
    select
      config -> 'email_and_password' as password,
      config -> 'email_provider' as mail,
      config #> '{plugin_configs,username,config}' as username,
      config #> '{options,jwt}' as jwt,
      config #> '{plugin_configs,captcha}' as captcha,
      config #> '{plugin_configs,passkey,config}' as passkey,
      neon_auth_internal.setting(config, '{options,jwt,claimsHook}', null::text) as hook,
      neon_auth_internal.setting(config, '{plugin_configs,anonymous,config,onLink}', null::text) as link_hook,
      neon_auth_internal.setting(config, '{plugin_configs,anonymous,config,emailDomainName}', null::text) as domain,
      neon_auth_internal.setting(config, '{options,branding,color}', null::text) as color,
      neon_auth_internal.setting(config, '{plugin_configs,lastLoginMethod,config,cookieName}', 'x'::text) as cookie
  ) as c
  cross join lateral (
    values
      ('name', case when btrim(config ->> 'name') = '' then 'is blank' end),
      ('email_and_password.minPasswordLength', case
        when neon_auth_internal.setting(c.password, '{minPasswordLength}', 8)
          > neon_auth_internal.setting(c.password, '{maxPasswordLength}', 128)
        then 'is more than maxPasswordLength: no password is possible' end),
      ('plugin_configs.username.config.minUsernameLength', case
        when neon_auth_internal.setting(c.username, '{minUsernameLength}', 3) > neon_auth_internal.setting(c.username, '{maxUsernameLength}', 30)
        then 'is more than maxUsernameLength: no username is possible' end),
      ('email_provider.host', case
        when neon_auth_internal.setting(c.mail, '{host}', ''::text) <> ''
          and c.mail ->> 'host' !~ E'^([A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\\[?[0-9A-Fa-f:.]+\\]?)$'
        then 'must be a host name or an IP address, without scheme and port'
        when neon_auth_internal.setting(c.mail, '{type}', ''::text) = 'standard'
          and neon_auth_internal.setting(c.mail, '{host}', ''::text) = ''
        then 'is missing: type standard needs a mail server' end),
      ('email_provider.sender_email', case
        when neon_auth_internal.setting(c.mail, '{sender_email}', ''::text) !~ E'^([^@<>,;:"\\\\\\s]+@[A-Za-z0-9_][A-Za-z0-9_.-]*)?$'
        then 'must be an address like no-reply@example.com' end),
      ('branding.color', case
        when c.color collate "C" !~* '^#[0-9a-f]{6}$' then 'must be six hexadecimal digits after #, such as #0f62fe'
        when neon_auth_internal.contrast_with_white(c.color) < 4.5
        then 'is too light: white text on it has a contrast of ' || neon_auth_internal.contrast_with_white(c.color) || ', and needs 4.5' end),
      ('plugin_configs.lastLoginMethod.config.cookieName', case
        when c.cookie !~ '^[A-Za-z0-9!#$%&''*+.^_`|~-]+$' then 'must be the name of a cookie: letters, digits, and . _ -'
        when strpos(lower(c.cookie collate "C"), 'neon-auth.') > 0 then 'must not be a name of neonauth''s own cookies' end),
      ('plugin_configs.phoneNumber.config.signUpOnVerification.tempEmailDomain', case
        when not neon_auth_internal.is_domain(neon_auth_internal.setting(
          config, '{plugin_configs,phoneNumber,config,signUpOnVerification,tempEmailDomain}', 'phone.invalid'::text))
        then 'must be a domain such as phone.example.com, in lower case' end),
      ('plugin_configs.phoneNumber.config.countries', case
        when jsonb_path_exists(config, '$.plugin_configs.phoneNumber.config.countries[*] ? (!(@ like_regex "^[+]?[1-9][0-9]{0,2}([ ]+[+]?[1-9][0-9]{0,2})*$"))')
          or neon_auth_internal.has_blanks(config #> '{plugin_configs,phoneNumber,config,countries}')
        then 'must be calling codes such as 49' end),
      ('stepUp.endpoints', case
        when jsonb_path_exists(config, '$.options.stepUp.endpoints[*] ? (!(@ like_regex "^/[-a-z0-9/:*]+( /[-a-z0-9/:*]+)*$"))')
        then 'must be paths of the API, such as /change-email or /admin/*'
        when neon_auth_internal.unknown_endpoints(neon_auth_internal.words_of(config #> '{options,stepUp,endpoints}')) <> '{}'
        then 'must be paths of the API: there is no ' || left(array_to_string(
          neon_auth_internal.unknown_endpoints(neon_auth_internal.words_of(config #> '{options,stepUp,endpoints}')), ', '), 200) end),
      ('plugin_configs.captcha.enabled', case
        when neon_auth_internal.setting(c.captcha, '{enabled}', false) and (
          neon_auth_internal.setting(c.captcha, '{config,provider}', ''::text) = '' or neon_auth_internal.setting(c.captcha, '{config,secretKey}', ''::text) = '')
        then 'needs plugin_configs.captcha.config.provider and secretKey: set them first' end),
      ('plugin_configs.captcha.config.endpoints', case
        when c.captcha #> '{config,endpoints}' in ('""', '[]') or jsonb_path_exists(c.captcha, '$.config.endpoints[*] ? (!(@ like_regex "^(/[-a-z0-9*:]+)+( (/[-a-z0-9*:]+)+)*$"))')
          or neon_auth_internal.has_blanks(c.captcha #> '{config,endpoints}')
        then 'must be paths of the API in small letters, such as /sign-up/email or /sign-in/*' end),
      ('plugin_configs.haveIBeenPwned.config.paths', case
        when jsonb_path_exists(config, '$.plugin_configs.haveIBeenPwned.config.paths[*] ? (!(@ like_regex "^/[-a-z0-9/]+( /[-a-z0-9/]+)*$"))')
          or neon_auth_internal.has_blanks(config #> '{plugin_configs,haveIBeenPwned,config,paths}')
        then 'must be paths of the API, such as /sign-up/email' end),
      ('jwt.claims', case
        when jsonb_typeof(c.jwt -> 'claims') = 'object' and c.jwt -> 'claims' ?| neon_auth_internal.reserved_claims()
        then 'must not replace the claims of the user and of the token: ' || array_to_string(neon_auth_internal.reserved_claims(), ', ')
        when c.jwt #> '{claims,role}' is not null and coalesce(c.jwt #>> '{claims,role}', '') in ('', 'anonymous')
          or jsonb_typeof(c.jwt #> '{claims,role}') <> 'string'
        then 'must have a text as role, and not anonymous, which stands for nobody'
        when octet_length((c.jwt -> 'claims')::text) > 2048 then 'must not be longer than 2048 bytes' end),
      ('jwt.audience', case
        when c.jwt -> 'audience' in ('""', '[]') or jsonb_path_exists(c.jwt, '$.audience[*] ? (@ == "")') then 'must not be empty'
        when octet_length((c.jwt -> 'audience')::text) > 1024 then 'must not be longer than 1024 bytes' end),
      ('plugin_configs.passkey.config.rpID', case
        when c.passkey ->> 'rpID' !~ '^([a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*)?$'
        then 'must be a domain such as example.com, in small letters, without scheme and port' end),
      ('plugin_configs.passkey.config.origin', case
        when exists (
          select from unnest(neon_auth_internal.words_of(c.passkey -> 'origin')) o where o !~ E'^(https?://[^/*?\\s]+|(?!https?:)[a-z][a-z0-9+.-]*:[^\\s]+)$')
        then 'must be origins such as https://app.example.com, without a path or wildcards'
        when exists (
          select from unnest(neon_auth_internal.words_of(c.passkey -> 'origin')) o
          where o ~ '^https?://' and c.passkey ->> 'rpID' <> ''
            and not substring(o from '^https?://([^:/]+)') = c.passkey ->> 'rpID'
            and not substring(o from '^https?://([^:/]+)') like '%.' || (c.passkey ->> 'rpID'))
        then 'must be at rpID or below it: browsers refuse others' end),
      ('jwt.claimsHook', case
        when c.hook is not null and neon_auth_internal.find_claims_hook(c.hook) is null
        then 'is not a function that may add claims. Set it with token_claims_hook' end),
      ('plugin_configs.anonymous.config.emailDomainName', case
        when c.domain !~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+$' then 'must be a domain in lower case, such as anon.example.com' end),
      ('plugin_configs.anonymous.config.onLink', case
        when c.link_hook is not null and neon_auth_internal.find_claims_hook(c.link_hook) is null
        then 'is not a function that may be called. Set it with anonymous_link_hook' end)
  ) as found (setting, problem)
  where found.problem is not null
  union all
  select 'social_providers[].id', case count(*) when 1 then 'is missing' else p ->> 'id' || ' is listed more than once' end
  from jsonb_array_elements(case jsonb_typeof(config -> 'social_providers') when 'array' then config -> 'social_providers' else '[]' end) p
  where jsonb_typeof(p) = 'object'
  group by p ->> 'id'
  having p ->> 'id' is null or count(*) > 1
  union all
  select 'social_providers[].id', (p ->> 'id') || ' is not a preset of neon_auth.oauth_preset, and has no issuer, discoveryUrl or authorizationUrl'
  from jsonb_array_elements(case jsonb_typeof(config -> 'social_providers') when 'array' then config -> 'social_providers' else '[]' end) p
  where jsonb_typeof(p) = 'object'
    and jsonb_typeof(p -> 'id') = 'string'
    and not p ?| '{issuer,discoveryUrl,authorizationUrl}'
    and not exists (select from neon_auth.oauth_preset o where o.id = p ->> 'id')
  union all
  select 'social_providers[].' || k.name, 'must be a tenant''s id or domain, or common, organizations or consumers'
  from jsonb_array_elements(case jsonb_typeof(config -> 'social_providers') when 'array' then config -> 'social_providers' else '[]' end) p,
    unnest('{tenantId,microsoftTenantId}'::text[]) as k (name)
  where p ->> k.name !~ '^[A-Za-z0-9.-]*$' -- it becomes a part of addresses
$$;
