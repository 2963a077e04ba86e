create function neon_auth_api.begin_oauth(init_hash text, state_hash text, sealed text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  flow     jsonb;
  provider jsonb;
begin
  update neon_auth.verification v
  set value = (v.value::jsonb || jsonb_build_object('opened', coalesce((v.value::jsonb -> 'opened')::integer, 0) + 1))::text
  where v.identifier = 'oauth-init:' || init_hash and v.branch = neon_auth.branch_identity() and v."expiresAt" > now()
    and coalesce((v.value::jsonb -> 'opened')::integer, 0) < 20 -- each time is a row
  returning v.value::jsonb - 'opened' into flow;
  provider := neon_auth_internal.oauth_provider(flow ->> 'provider');
  if flow is null then
    perform neon_auth_internal.fail('VERIFICATION_NOT_FOUND');
  elsif provider is null then
    perform neon_auth_internal.fail('PROVIDER_NOT_FOUND');
  end if;
  perform neon_auth_internal.put_verification(
    'oauth-state:' || state_hash, (flow || jsonb_build_object('sealed', sealed, 'init', init_hash))::text, interval '10 minutes');
  return jsonb_build_object('flow', flow, 'provider', provider);
end
$$;

comment on function neon_auth_api.begin_oauth(text, text, text) is
  'GET /sign-in/social/init: stores a state for the redirect to the provider for ten minutes and returns flow and '
  'provider. The init token can be opened again, as browsers do, until one of its states has been used. sealed: the '
  'code verifier and the nonce. Fails with VERIFICATION_NOT_FOUND (also after twenty times), PROVIDER_NOT_FOUND.';
