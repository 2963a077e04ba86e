-- end_planted_accounts removes the provider accounts, the passkeys, the phone number and the second factor of a user
-- whose address was not verified, when the owner of the address resets the password by mail: another person may have created
-- the account. It does so with options.strictProof only.
create function neon_auth_internal.end_planted_accounts(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if (select c.strict_proof from neon_auth_internal.config c)
    and not (select u."emailVerified" from neon_auth."user" u where u.id = end_planted_accounts.user_id for no key update)
  then
    perform neon_auth_internal.remove('account', array(
      select a.id from neon_auth.account a
      where a."userId" = end_planted_accounts.user_id and a."providerId" <> 'credential'));
    perform neon_auth_internal.remove_factors(end_planted_accounts.user_id);
    perform neon_auth_internal.remove_passkeys(end_planted_accounts.user_id);
    perform neon_auth_internal.remove_phone_number(end_planted_accounts.user_id);
  end if;
end
$$;
