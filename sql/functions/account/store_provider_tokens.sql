create function neon_auth_api.store_provider_tokens(account uuid, previous text, tokens jsonb)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Only over the token that was refreshed: a sign-in or another refresh in between has stored newer ones.
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
  'Keeps what a provider answered to a refresh. previous: the sealed refresh token that was used; false where it is no longer '
  'the stored one. tokens: as in put_account.';
