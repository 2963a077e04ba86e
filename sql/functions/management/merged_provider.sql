-- merged_provider returns an entry of social_providers as a request leaves it, without its client secret. entry is the
-- stored one, null to add one. Fails with 400 when the result is not complete.
create function neon_auth_internal.merged_provider(id text, entry jsonb, fields jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  merged  jsonb;
  problem text;
begin
  perform neon_auth_internal.check_fields_of('OAuth provider', fields);
  if id not in ('google', 'github', 'microsoft', 'vercel') then
    perform neon_auth_internal.refuse_request(format('id must be google, github, microsoft or vercel, not %s. '
      'Other providers are set by SQL, in project_config.social_providers', left(to_json(id)::text, 100)));
  end if;
  merged := coalesce(entry, jsonb_build_object('id', id)) || jsonb_strip_nulls(jsonb_build_object(
    'clientId', fields -> 'client_id',
    'clientSecret', fields -> 'client_secret',
    'microsoftTenantId', case when id = 'microsoft' then fields -> 'microsoft_tenant_id' end));
  select 'microsoft_tenant_id ' || c.problem into problem
  from neon_auth_internal.setting_conflicts(jsonb_build_object('social_providers', jsonb_build_array(merged))) c
  where c.setting = 'social_providers[].microsoftTenantId' limit 1;
  if problem is not null then
    perform neon_auth_internal.refuse_request(problem);
  elsif coalesce(merged ->> 'clientId', '') <> '' and coalesce(merged ->> 'clientSecret', '') = '' then
    perform neon_auth_internal.refuse_request('client_secret is missing');
  elsif coalesce(merged ->> 'clientId', '') = '' and coalesce(merged ->> 'clientSecret', '') <> '' then
    perform neon_auth_internal.refuse_request('client_id is missing');
  elsif coalesce(merged ->> 'clientId', '') <> '' then
    merged := merged - 'isShared';
  elsif id = 'google' then -- the only provider with shared credentials
    merged := merged || '{"isShared": true}';
  else
    perform neon_auth_internal.fail('INVALID_SHARED_OAUTH_PROVIDER');
  end if;
  return merged - 'clientSecret';
end
$$;
