create function neon_auth_api.start_oauth(
  provider_id text, init_hash text, caller_hash text, is_link boolean, request jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own  neon_auth.session;
  flow jsonb := request || jsonb_build_object('provider', provider_id);
begin
  if is_link then
    own := neon_auth_internal.require_own_session(caller_hash);
    flow := flow || jsonb_build_object('link', jsonb_build_object('session', own.id));
  end if;
  if neon_auth_internal.oauth_provider(provider_id) is null then
    perform neon_auth_internal.fail('PROVIDER_NOT_FOUND');
  end if;
  perform neon_auth_internal.put_verification('oauth-init:' || init_hash, flow::text, interval '10 minutes');
end
$$;

comment on function neon_auth_api.start_oauth(text, text, text, boolean, jsonb) is
  'POST /sign-in/social, /sign-in/oauth2, /link-social, /oauth2/link: stores what the redirect to the provider and '
  'the callback need. init_hash: sha256 of the init token. caller_hash: hash of the session token. is_link: add the '
  'account to the caller. request: callbackURL, errorURL, newUserURL, requestSignUp, scopes, loginHint, challenge '
  '(sha256 of the challenge cookie). Fails with UNAUTHORIZED, IMPERSONATING, PROVIDER_NOT_FOUND.';
