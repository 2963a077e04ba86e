-- lock_own_removal is lock_removal for the caller. It comes before find_session, which may prolong the session and then
-- holds its row.
create function neon_auth_internal.lock_own_removal(token_hash text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.lock_removal(s."userId") from neon_auth.session s where s.token = lock_own_removal.token_hash;
end
$$;
