create function neon_auth_api.manage_add_provider(
  key_hash bytea, fields jsonb, sealed text default '', context text default '', saved text default '')
returns setof neon_auth_api.sealing_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config jsonb;
  wanted constant text := case jsonb_typeof(fields -> 'id') when 'string' then fields ->> 'id' end;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if jsonb_typeof(fields) is distinct from 'object' then
    perform neon_auth_internal.refuse_request('The body must be a JSON object');
  elsif wanted is null then
    perform neon_auth_internal.refuse_request('id must be google, github, microsoft or vercel');
  end if;
  config := neon_auth_internal.lock_config();
  if exists (
    select from jsonb_array_elements(config -> 'social_providers') p
    where p ->> 'id' = wanted and p ->> 'clientId' <> ''
  ) then
    perform neon_auth_internal.check_fields_of('OAuth provider', fields - 'id');
    perform neon_auth_internal.fail('OAUTH_PROVIDER_EXISTS');
  end if;
  return query select * from neon_auth_internal.put_provider(
    config, wanted, fields - 'id', sealed, manage_add_provider.context, manage_add_provider.saved);
end
$$;

comment on function neon_auth_api.manage_add_provider(bytea, jsonb, text, text, text) is
  'POST …/auth/oauth_providers of the management API: adds a provider with its own credentials, or google with shared '
  'ones. fields contains the client secret with every character masked; sealed, context and saved are those of '
  'manage_change_mail_server. Fails with VALIDATION_ERROR, INVALID_SHARED_OAUTH_PROVIDER, OAUTH_PROVIDER_EXISTS, and as '
  'require_key does.';
