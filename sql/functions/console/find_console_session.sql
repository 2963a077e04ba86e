create function neon_auth_api.find_console_session(session_hash bytea)
returns table (key_hash bytea, key_id text, name text, read_only boolean, branch text, database text, expires_at timestamptz)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select k.hash, k.id::text, k.name, k.read_only, coalesce(k.branch, ''),
    coalesce(case when k.branch is not null then neon_auth_management.find_database(k.branch) end, ''), s.expires_at
  from neon_auth_management.console_session s
  join neon_auth_management.key k on k.id = s.key_id
  where s.hash = session_hash
    and s.expires_at > clock_timestamp()
    and k.revoked_at is null
    and coalesce(k.expires_at > clock_timestamp(), true)
$$;

comment on function neon_auth_api.find_console_session(bytea) is
  'Every page of the console, in the home database: the key whose rights the session with that SHA-256 hash has. No row '
  'when the session has ended, or the key was revoked or has expired. branch, and the database that is this '
  'branch, are empty for a key of the project.';
