-- find_own_account gives the caller's account at a provider, or fails with ACCOUNT_NOT_FOUND. account_id is
-- the row's id, null: any.
create function neon_auth_internal.find_own_account(user_id uuid, provider_id text, account_id text)
returns neon_auth.account
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.account;
begin
  select a.* into own
  from neon_auth.account a
  where a."userId" = user_id
    and a."providerId" = provider_id
    and (a.id::text = account_id or coalesce(account_id, '') = '')
  order by a."createdAt"
  limit 1;
  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  return own;
end
$$;
