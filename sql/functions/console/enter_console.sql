create function neon_auth_api.enter_console(code_hash bytea, session_hash bytea)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  used neon_auth_management.console_code;
begin
  -- Of two browsers that open the address at once, one deletes the row.
  delete from neon_auth_management.console_code c where c.hash = enter_console.code_hash returning c.* into used;
  if used.hash is null or used.expires_at <= clock_timestamp() or not exists (
    select from neon_auth_management.key k
    where k.id = used.key_id and neon_auth_management.key_problem(k, 'read', k.branch) is null)
  then
    return false; -- returned, not raised: an expired code is gone
  end if;
  perform neon_auth_internal.put_console_session(session_hash, used.key_id);
  return true;
end
$$;

comment on function neon_auth_api.enter_console(bytea, bytea) is
  'POST /console/enter/CODE, in the home database: consumes the code with that SHA-256 hash and opens a session of the '
  'console for 12 hours. Returns false when the code is unknown, used, older than 5 minutes, or its key is not valid.';
