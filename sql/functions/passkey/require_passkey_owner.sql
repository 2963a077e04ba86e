-- require_passkey_owner returns the caller's session if it may add a passkey. Fails with UNAUTHORIZED, IMPERSONATING,
-- SESSION_NOT_FRESH.
create function neon_auth_internal.require_passkey_owner(token_hash text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
begin
  if not neon_auth_internal.is_fresh(own) then
    perform neon_auth_internal.fail('SESSION_NOT_FRESH');
  end if;
  return own;
end
$$;
