-- put_key stores a key, or copies one from the home database. What the row has here already, only the revocation and the
-- last use change. Only the installing role calls it.
create or replace function neon_auth_management.put_key(key_row jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into neon_auth_management.key as k
  select (jsonb_populate_record(null::neon_auth_management.key, '{"read_only": false}' || key_row || jsonb_build_object(
    'created_at', coalesce(key_row ->> 'created_at', now()::text)))).*
  on conflict on constraint key_pkey do update
  set name = excluded.name, read_only = excluded.read_only, branch = excluded.branch, expires_at = excluded.expires_at,
    revoked_at = coalesce(k.revoked_at, excluded.revoked_at);
end
$$;
