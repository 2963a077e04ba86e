-- put_key stores a key of this project, or copies one from the home database. What the row has here already, only the revocation and the
-- last use change. Only the installing role calls it.
create or replace function neon_auth_management.put_key(key_row jsonb)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into neon_auth_management.key as k
  select (jsonb_populate_record(null::neon_auth_management.key, 
    jsonb_build_object('read_only', false, 'created_at', now(), 'project', neon_auth_management.project_id()) || key_row)).*
  on conflict on constraint key_pkey do update
  set name = excluded.name, read_only = excluded.read_only, branch = excluded.branch, expires_at = excluded.expires_at,
    revoked_at = coalesce(k.revoked_at, excluded.revoked_at)
$$;
