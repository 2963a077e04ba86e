-- require_verified locks the caller, and fails with INVALID_PASSWORD if verified_hash is not their password hash any
-- more: it may have been replaced since the sidecar verified it.
create function neon_auth_internal.require_verified(token_hash text, verified_hash text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_own_session(token_hash);
begin
  perform from neon_auth."user" u where u.id = own."userId" for no key update;
  perform neon_auth_internal.hold_session(own);
  perform from neon_auth.account a
  where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash and a.password <> '';
  if not found then
    perform neon_auth_internal.fail('INVALID_PASSWORD');
  end if;
  return own;
end
$$;
