-- require_own_session gives the caller's session for what only the user himself may do: it fails with
-- UNAUTHORIZED, and with IMPERSONATING when an administrator acts as him.
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
