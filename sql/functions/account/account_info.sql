create function neon_auth_api.account_info(token_hash text, account_id text, provider_id text default null)
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
  -- Only the caller's accounts are searched. If two providers use the same id, the oldest account is returned.
  select a."providerId" into provider
  from neon_auth.account a
  where a."userId" = own."userId"
    and account_info.account_id in (a.id::text, a."accountId")
    and (account_info.provider_id is null or a."providerId" = account_info.provider_id)
  order by a.id::text = account_info.account_id desc, a."createdAt"
  limit 1;

  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  perform neon_auth_internal.fail('PROVIDER_NOT_CONFIGURED', provider);
  return null;
end
$$;

comment on function neon_auth_api.account_info(text, text, text) is
  'GET /account-info, for the sidecar of the previous release: account_id is the row''s id or the provider''s id for '
  'the user; provider_id may narrow the search. Fails with UNAUTHORIZED, ACCOUNT_NOT_FOUND, and with PROVIDER_NOT_CONFIGURED for the account with a '
  'password, which has no provider.';
