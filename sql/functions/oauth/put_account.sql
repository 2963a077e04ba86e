-- put_account adds the account at a provider to a user, or stores newer tokens of an existing one. tokens: accessToken,
-- refreshToken, idToken (all sealed), accessTokenExpiresAt, refreshTokenExpiresAt, scope. Missing ones stay unchanged.
-- Returns false when the account belongs to another user.
create function neon_auth_internal.put_account(user_id uuid, provider_id text, account_id text, tokens jsonb)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- unlink_account locks the user too, and counts the remaining accounts.
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
