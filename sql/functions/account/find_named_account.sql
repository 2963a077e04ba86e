-- find_named_account returns the user's account with the id, the row's or the provider's, or fails with
-- ACCOUNT_NOT_FOUND. If two providers use the same id for the user, it returns the older account.
create function neon_auth_internal.find_named_account(user_id uuid, account_id text)
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
  where a."userId" = user_id and account_id in (a.id::text, a."accountId")
  order by a.id::text = account_id desc, a."createdAt"
  limit 1;
  if not found then
    perform neon_auth_internal.fail('ACCOUNT_NOT_FOUND');
  end if;
  return own;
end
$$;
