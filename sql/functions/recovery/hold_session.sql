-- hold_session makes sure that the caller's session is not ended before this transaction, which opens something on its
-- strength, has committed: a recovery waits for the lock, and then ends what was opened. It fails with UNAUTHORIZED
-- when the session has just ended.
create function neon_auth_internal.hold_session(own neon_auth.session)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from neon_auth."user" u where u.id = own."userId" for share;
  if not exists (select from neon_auth.session s where s.id = own.id) then
    perform neon_auth_internal.fail('UNAUTHORIZED');
  end if;
end
$$;
