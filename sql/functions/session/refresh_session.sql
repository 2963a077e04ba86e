create function neon_auth_api.refresh_session(branch text, token_hash text)
returns setof neon_auth_api.session_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- A read-only server keeps an expired session and reports it in is_expired.
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
  'GET /get-session, second step: deletes the session if it has expired, and prolongs it if it is older than session.updateAge. '
  'Returns its new state, or no row. Never waits: a session that another connection has locked stays as it is.';
