create function neon_auth_api.get_oauth_provider(provider_id text, caller_hash text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if caller_hash is not null then
    perform neon_auth_internal.require_own_session(caller_hash);
  end if;
  return neon_auth_internal.oauth_provider(provider_id);
end
$$;

comment on function neon_auth_api.get_oauth_provider(text, text) is
  'Returns the settings of an enabled provider, with its client secret sealed. Null: not enabled. caller_hash: hash '
  'of the session token, if a signed-in user is required; null: not required. Fails with UNAUTHORIZED, IMPERSONATING.';
