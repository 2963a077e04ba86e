-- require_own_session returns the caller's session, for actions that only users themselves may perform. Fails with
-- UNAUTHORIZED, and with IMPERSONATING when an administrator impersonates the user.
create function neon_auth_internal.require_own_session(token_hash text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  if own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  return own;
end
$$;
