-- prolong_session restores the full lifetime of a remembered session that is older than session.updateAge. Returns null when it is
-- not due, does not exist, or another connection holds its row and so has just prolonged it. Writes nothing when
-- nothing is due, and nothing on a read-only server, where sessions are valid until they expire.
create function neon_auth_internal.prolong_session(session_id uuid)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  config    neon_auth_internal.config;
  prolonged neon_auth.session;
begin
  select * into strict config from neon_auth_internal.config;
  if current_setting('transaction_read_only')::boolean
    or not exists (
      select from neon_auth.session due
      where due.id = prolong_session.session_id
        and due."expiresAt" <= now() + config.session_prolong_before)
  then
    return null;
  end if;

  update neon_auth.session s
  set "expiresAt" = now() + config.session_lifetime
  where s.id = (
    select due.id
    from neon_auth.session due
    join neon_auth.session_origin o on o."sessionId" = due.id and o.remembered
    where due.id = prolong_session.session_id
      and due."expiresAt" > now()
      and due."expiresAt" <= now() + config.session_prolong_before
    for update of due skip locked)
  returning * into prolonged;
  return prolonged;
end
$$;
