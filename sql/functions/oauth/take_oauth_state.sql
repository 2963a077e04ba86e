create function neon_auth_api.take_oauth_state(state_hash text, cookie_hash text, provider_id text)
returns table (failure text, flow jsonb, provider jsonb)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kept neon_auth.verification;
begin
  provider := neon_auth_internal.oauth_provider(provider_id);
  select v.* into kept
  from neon_auth.verification v
  where v.identifier = 'oauth-state:' || state_hash
    and v.branch = neon_auth.branch_identity()
    and v."expiresAt" > now();
  failure := case
    when kept.id is null then 'please_restart_the_process'
    when state_hash is distinct from cookie_hash then 'state_mismatch' -- another browser: the state stays valid for its own
  end;
  if failure is null then
    kept := neon_auth_internal.take_verification('oauth-state:' || state_hash);
    flow := kept.value::jsonb;
    perform neon_auth_internal.take_verification('oauth-init:' || (flow ->> 'init'));
    failure := case
      when kept.id is null then 'please_restart_the_process' -- the same callback twice
      when provider is null then 'oauth_provider_not_found'
      when flow ->> 'provider' <> provider_id then 'state_mismatch' -- started at another provider
      else ''
    end;
  end if;
  return next;
end
$$;

comment on function neon_auth_api.take_oauth_state(text, text, text) is
  'GET /callback/:id, /oauth2/callback/:id: consumes a state that was created in this browser (cookie_hash: sha256 of '
  'the state cookie) and returns flow and provider. failure: please_restart_the_process, state_mismatch, '
  'oauth_provider_not_found, or empty. flow is null when the state belongs to another browser, provider is null when '
  'it is not enabled.';
