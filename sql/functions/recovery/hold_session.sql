-- hold_session ensures that the caller's session does not end before this transaction, which opens something based on
-- it, has committed. A recovery waits for the lock, and then ends what was opened. Fails with UNAUTHORIZED when the
-- session has just ended.
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
