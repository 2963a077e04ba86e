-- put_account gives a user the account at a provider, or keeps newer tokens of the one they have. tokens: accessToken,
-- refreshToken, idToken (all sealed), accessTokenExpiresAt, refreshTokenExpiresAt, scope; what is missing stays. False when
-- the account is another user's.
create function neon_auth_internal.put_account(user_id uuid, provider_id text, account_id text, tokens jsonb)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- unlink_account locks the user too, and counts what is left.
  perform from neon_auth."user" u where u.id = put_account.user_id for no key update;
  insert into neon_auth.account as a (
    "accountId", "providerId", "userId", "accessToken", "refreshToken", "idToken",
    "accessTokenExpiresAt", "refreshTokenExpiresAt", scope, "updatedAt")
  values (
    account_id, provider_id, put_account.user_id, tokens ->> 'accessToken', tokens ->> 'refreshToken', tokens ->> 'idToken',
    (tokens ->> 'accessTokenExpiresAt')::timestamptz, (tokens ->> 'refreshTokenExpiresAt')::timestamptz,
    tokens ->> 'scope', now())
  on conflict ("providerId", "accountId") do update set
    "accessToken" = coalesce(excluded."accessToken", a."accessToken"),
    "refreshToken" = coalesce(excluded."refreshToken", a."refreshToken"),
    "idToken" = coalesce(excluded."idToken", a."idToken"),
    "accessTokenExpiresAt" = coalesce(excluded."accessTokenExpiresAt", a."accessTokenExpiresAt"),
    "refreshTokenExpiresAt" = coalesce(excluded."refreshTokenExpiresAt", a."refreshTokenExpiresAt"),
    scope = coalesce(excluded.scope, a.scope),
    "updatedAt" = now()
  where a."userId" = put_account.user_id;
  return found;
end
$$;
