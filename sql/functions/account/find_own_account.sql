-- find_own_account returns one of the user's accounts, or fails with ACCOUNT_NOT_FOUND. account_id is the row's id, as
-- clients of Better Auth 1.7 send it, or the provider's id for the user, which also needs provider_id. Without
-- account_id it returns the user's oldest account at the provider.
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
    and (provider_id is null or a."providerId" = provider_id)
    and case
      when coalesce(account_id, '') = '' then provider_id is not null
      else a.id::text = account_id or provider_id is not null and a."accountId" = account_id
    end
  order by a.id::text = account_id desc nulls last, a."createdAt"
  limit 1;
  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  return own;
end
$$;
