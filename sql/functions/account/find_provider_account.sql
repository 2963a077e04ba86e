create function neon_auth_api.find_provider_account(token_hash text, provider_id text, account_id text, purpose text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who      uuid := case purpose
    when 'info' then (neon_auth_internal.require_session(token_hash))."userId"
    else (neon_auth_internal.require_own_session(token_hash))."userId"
  end;
  own      neon_auth.account;
  wanted   text := provider_id;
  provider jsonb;
begin
  if purpose = 'info' and wanted is null then
    own := neon_auth_internal.find_named_account(who, account_id);
  elsif wanted is null then -- the row's id alone identifies the account
    own := neon_auth_internal.find_own_account(who, null, account_id);
  end if;
  wanted := coalesce(wanted, own."providerId");
  provider := neon_auth_internal.oauth_provider(wanted);
  if provider is null and purpose <> 'info' then
    perform neon_auth_internal.fail(case purpose when 'refresh' then 'PROVIDER_UNKNOWN' else 'PROVIDER_NOT_SUPPORTED' end, wanted);
  end if;
  if own.id is null then
    own := neon_auth_internal.find_own_account(who, wanted, account_id);
  end if;
  if provider is null then
    perform neon_auth_internal.fail('PROVIDER_NOT_CONFIGURED', own."providerId");
  elsif purpose = 'refresh' and own."refreshToken" is null then
    perform neon_auth_internal.fail('REFRESH_TOKEN_NOT_FOUND');
  end if;
  return jsonb_build_object(
    'id', own.id, 'providerId', own."providerId", 'accountId', own."accountId", 'provider', provider,
    'accessToken', own."accessToken", 'refreshToken', own."refreshToken", 'idToken', own."idToken", 'scope', own.scope,
    'accessTokenExpiresAt', neon_auth_internal.timestamp_text(own."accessTokenExpiresAt"),
    'isExpired', coalesce(own."accessTokenExpiresAt" < now() + interval '5 seconds', false),
    'byRow', own.id::text = account_id);
end
$$;

comment on function neon_auth_api.find_provider_account(text, text, text, text) is
  'POST /get-access-token, /refresh-token and GET /account-info (purpose: access, refresh, info): returns one of the '
  'caller''s accounts, selected as in unlink_account, with its sealed tokens and its provider. isExpired: the access '
  'token expires within five seconds. Fails with UNAUTHORIZED, IMPERSONATING, ACCOUNT_NOT_FOUND, PROVIDER_UNKNOWN, '
  'PROVIDER_NOT_SUPPORTED, PROVIDER_NOT_CONFIGURED, REFRESH_TOKEN_NOT_FOUND.';
