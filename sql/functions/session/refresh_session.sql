create function neon_auth_api.refresh_session(branch text, token_hash text)
returns setof neon_auth_api.session_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- On a read-only server an expired session stays where it is, and is_expired says so.
  if not current_setting('transaction_read_only')::boolean then
    perform neon_auth_internal.remove('session', array(
      select expired.id
      from neon_auth.session expired
      where expired.token = refresh_session.token_hash and expired."expiresAt" <= now()
      for update skip locked));
  end if;

  perform neon_auth_internal.prolong_session(s.id)
  from neon_auth.session s
  where s.token = refresh_session.token_hash;

  return query select * from neon_auth_api.get_sessions(branch, array[token_hash]);
end
$$;

comment on function neon_auth_api.refresh_session(text, text) is
  'GET /get-session, second step: removes the session when it has expired, prolongs it when it is older than a day. '
  'Gives it as it is then, or no row. It waits for nobody: what another connection holds stays as it is.';
