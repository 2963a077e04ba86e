-- revoke_key revokes a key by id, name or first characters. The trigger end_by_revocation ends the sessions in which it acts
-- as a user. Returns the revoked keys as a JSON list, empty if there is none. Only the installing role calls it.
create or replace function neon_auth_management.revoke_key(key_id text)
returns jsonb
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  with changed as (
    update neon_auth_management.key k set revoked_at = now()
    where k.revoked_at is null and key_id in (k.id::text, k.name, k.start)
    returning k.*
  )
  select coalesce(jsonb_agg(neon_auth_management.key_json(c)), '[]') from changed c
$$;
