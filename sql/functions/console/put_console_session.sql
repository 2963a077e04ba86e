-- put_console_session opens a session of the console for 12 hours, at most as long as its key is valid, and deletes
-- expired ones.
create function neon_auth_internal.put_console_session(session_hash bytea, key_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth_management.console_session s where s.expires_at <= clock_timestamp();
  insert into neon_auth_management.console_session (hash, key_id, expires_at)
  select put_console_session.session_hash, k.id, least(clock_timestamp() + interval '12 hours', k.expires_at)
  from neon_auth_management.key k
  where k.id = put_console_session.key_id;
end
$$;
