-- require_password gives the stored hash of a user's password, or fails with CREDENTIAL_ACCOUNT_NOT_FOUND.
create function neon_auth_internal.require_password(user_id uuid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  stored text;
begin
  select a.password into stored
  from neon_auth.account a
  where a."userId" = user_id and a."providerId" = 'credential' and a.password <> '';
  if not found then
    perform neon_auth_internal.fail('CREDENTIAL_ACCOUNT_NOT_FOUND');
  end if;
  return stored;
end
$$;
