-- require_password returns the stored hash of a user's password, or fails with CREDENTIAL_ACCOUNT_NOT_FOUND. It records
-- an attempt, which pass_password removes, and fails with TOO_MANY_REQUESTS.
create function neon_auth_internal.require_password(user_id uuid)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  stored text;
  wait   integer;
begin
  select neon_auth_internal.count_attempt('password', u.email) into wait from neon_auth."user" u where u.id = user_id;
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  select a.password into stored
  from neon_auth.account a
  where a."userId" = user_id and a."providerId" = 'credential' and a.password <> '';
  if not found then
    perform neon_auth_internal.fail('CREDENTIAL_ACCOUNT_NOT_FOUND');
  end if;
  return stored;
end
$$;
