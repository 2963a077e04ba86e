-- oauth_provider returns the settings of an enabled provider as JSON: those of the preset under Better Auth's names,
-- overridden by the project's own. Null: not enabled, or without a client id.
create function neon_auth_internal.oauth_provider(provider_id text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  preset neon_auth.oauth_preset;
  own    jsonb;
  facts  jsonb;
begin
  select jsonb_strip_nulls(p.entry) into own
  from neon_auth_internal.config c, jsonb_array_elements(c.social_providers) with ordinality as p (entry, place)
  where p.entry ->> 'id' = oauth_provider.provider_id and p.entry -> 'enabled' is distinct from 'false'
  order by p.place
  limit 1;
  if coalesce(own ->> 'clientId', '') = '' then
    return null;
  end if;

  select * into preset from neon_auth.oauth_preset p where p.id = oauth_provider.provider_id;
  facts := jsonb_strip_nulls(jsonb_build_object(
    'issuer', preset.issuer, 'authorizationUrl', preset.authorization_url, 'tokenUrl', preset.token_url,
    'userInfoUrl', preset.user_info_url, 'userInfoMethod', preset.user_info_method, 'userInfoHeaders', preset.user_info_headers,
    'emailsUrl', preset.emails_url, 'jwksUrl', preset.jwks_url, 'algorithms', string_to_array(preset.algorithms, ' '),
    'scopes', string_to_array(preset.scopes, ' '), 'authentication', preset.authentication,
    'responseMode', preset.response_mode, 'authorizationUrlParams', preset.parameters, 'must', preset.must));
  facts := facts || own || jsonb_build_object(
    'isPreset', preset.id is not null,
    'mapping', jsonb_strip_nulls(jsonb_build_object(
      'id', coalesce(preset.id_claim, case when preset.id is null then 'sub|id' else 'sub' end),
      'email', coalesce(preset.email_claim, 'email'),
      'emailVerified', case when preset.id is null then 'email_verified' else preset.verified_claim end,
      'name', coalesce(preset.name_claim, case when preset.id is null then 'name|preferred_username|nickname' else 'name' end),
      'image', coalesce(preset.image_claim, 'picture'))) || coalesce(own -> 'mapping', '{}'));
  return (
    select jsonb_object_agg(f.key, case jsonb_typeof(f.value)
      when 'string' then to_jsonb(replace(replace(
        f.value #>> '{}',
        '{issuer}', rtrim(coalesce(facts ->> 'issuer', ''), '/')),
        '{tenant}', coalesce(nullif(own ->> 'tenantId', ''), nullif(own ->> 'microsoftTenantId', ''), preset.tenant, '')))
      else f.value
    end)
    from jsonb_each(facts) f);
end
$$;
