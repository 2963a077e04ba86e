-- require_session returns the caller's session, as find_session does, or fails with UNAUTHORIZED, unless the endpoint
-- uses another failure.
create function neon_auth_internal.require_session(token_hash text, failure text default 'UNAUTHORIZED')
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
begin
  if own.id is null then
    perform neon_auth_internal.fail(failure);
  end if;
  return own;
end
$$;
