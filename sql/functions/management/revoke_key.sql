-- revoke_key revokes a key by id, name or first characters, and ends the sessions in which it acts as a user. Returns the
-- revoked keys as a JSON list, empty if there is none. Only the installing role calls it.
create or replace function neon_auth_management.revoke_key(key_id text)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  revoked jsonb;
  ids     uuid[];
begin
  with changed as (
    update neon_auth_management.key k set revoked_at = now()
    where k.revoked_at is null and key_id in (k.id::text, k.name, k.start)
    returning k.*
  )
  select coalesce(jsonb_agg(neon_auth_management.key_json(c)), '[]'), array_agg(c.id) into revoked, ids from changed c;
  perform neon_auth_management.end_impersonations(ids);
  return revoked;
end
$$;
