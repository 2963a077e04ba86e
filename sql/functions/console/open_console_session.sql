create function neon_auth_api.open_console_session(key_hash bytea, session_hash bytea)
returns table (status integer, message text)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  bound text := (select k.branch from neon_auth_management.key k where k.hash = key_hash);
  used  record;
begin
  select * into used
  from neon_auth_management.use_key(key_hash, current_setting('neon_auth.ip_address', true), 'read', '', coalesce(bound, ''));
  -- A key for a branch that is gone opens nothing.
  if used.status = 0 then
    perform neon_auth_internal.put_console_session(session_hash, k.id) from neon_auth_management.key k where k.hash = key_hash;
  end if;
  return query select used.status, used.message;
end
$$;

comment on function neon_auth_api.open_console_session(bytea, bytea) is
  'POST /console/sign-in, in the home database: opens a session of the console for 12 hours, with the rights of the key '
  'with that SHA-256 hash. Returns the failure (status 0: none). It is returned because the attempt is counted.';
