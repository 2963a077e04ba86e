create function neon_auth_api.store_provider_tokens(account uuid, previous text, tokens jsonb)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Only replaces the token that was refreshed: a concurrent sign-in or refresh may have stored newer ones.
  update neon_auth.account a
  set
    "accessToken" = coalesce(tokens ->> 'accessToken', a."accessToken"),
    "refreshToken" = coalesce(tokens ->> 'refreshToken', a."refreshToken"),
    "idToken" = coalesce(tokens ->> 'idToken', a."idToken"),
    "accessTokenExpiresAt" = (tokens ->> 'accessTokenExpiresAt')::timestamptz,
    "refreshTokenExpiresAt" = coalesce((tokens ->> 'refreshTokenExpiresAt')::timestamptz, a."refreshTokenExpiresAt"),
    scope = coalesce(tokens ->> 'scope', a.scope),
    "updatedAt" = now()
  where a.id = account and a."refreshToken" = previous;
  return found;
end
$$;

comment on function neon_auth_api.store_provider_tokens(uuid, text, jsonb) is
  'Stores the tokens that a provider returned for a refresh. previous: the sealed refresh token that was used. '
  'Returns false when it is no longer the stored one. tokens: as in put_account.';
