create function neon_auth_api.refresh_token(token_hash text, provider_id text, account_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      neon_auth.session := neon_auth_internal.require_own_session(token_hash);
  provider text := provider_id;
begin
  if provider is null then -- the row's id alone identifies the account
    provider := (neon_auth_internal.find_own_account(own."userId", null, account_id))."providerId";
  end if;
  if not neon_auth_internal.is_provider_configured(provider) then
    perform neon_auth_internal.fail('PROVIDER_UNKNOWN', provider);
  end if;
  perform neon_auth_internal.find_own_account(own."userId", provider, account_id);
  perform neon_auth_internal.fail('REFRESH_TOKEN_NOT_FOUND');
  return null;
end
$$;

comment on function neon_auth_api.refresh_token(text, text, text) is
  'POST /refresh-token, for the sidecar of the previous release: the account is selected as in unlink_account. It '
  'never returns a token and fails with UNAUTHORIZED, IMPERSONATING, PROVIDER_UNKNOWN, ACCOUNT_NOT_FOUND, or '
  'REFRESH_TOKEN_NOT_FOUND.';
