create function neon_auth_api.begin_oauth(init_hash text, state_hash text, sealed text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kept     neon_auth.verification := neon_auth_internal.take_verification('oauth-init:' || init_hash);
  flow     jsonb := kept.value::jsonb;
  provider jsonb := neon_auth_internal.oauth_provider(flow ->> 'provider');
begin
  if kept.id is null then
    perform neon_auth_internal.fail('VERIFICATION_NOT_FOUND');
  elsif provider is null then
    perform neon_auth_internal.fail('PROVIDER_NOT_FOUND');
  end if;
  perform neon_auth_internal.put_verification(
    'oauth-state:' || state_hash, (flow || jsonb_build_object('sealed', sealed))::text, interval '10 minutes');
  return jsonb_build_object('flow', flow, 'provider', provider);
end
$$;

comment on function neon_auth_api.begin_oauth(text, text, text) is
  'GET /sign-in/social/init: uses the init token up, keeps the state of the way to the provider for ten minutes, and returns '
  'flow and provider. sealed: the code verifier and the nonce. Fails with VERIFICATION_NOT_FOUND, PROVIDER_NOT_FOUND.';
