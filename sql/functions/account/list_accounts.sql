create function neon_auth_api.list_accounts(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  return (
    select coalesce(json_agg(neon_auth_internal.account_json(a) order by a."createdAt", a.id), '[]')
    from neon_auth.account a
    where a."userId" = own."userId");
end
$$;

comment on function neon_auth_api.list_accounts(text) is
  'GET /list-accounts: returns the accounts that the caller can sign in with, without secrets. Fails with '
  'UNAUTHORIZED.';
