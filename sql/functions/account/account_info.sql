create function neon_auth_api.account_info(token_hash text, account_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  provider text;
begin
  -- Two providers may give the same id; a stranger's account is none of the caller's business.
  select a."providerId" into provider
  from neon_auth.account a
  where a."accountId" = account_info.account_id and a."userId" = own."userId"
  order by a."createdAt"
  limit 1;

  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  perform neon_auth_internal.fail('PROVIDER_NOT_CONFIGURED', provider);
  return null;
end
$$;

comment on function neon_auth_api.account_info(text, text) is
  'GET /account-info: account_id as the provider gave it, or null. Fails with UNAUTHORIZED, ACCOUNT_NOT_FOUND, and with '
  'PROVIDER_NOT_CONFIGURED for the account with a password, of which no provider knows anything.';
