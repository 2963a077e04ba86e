-- redact_synced_users removes the personal data from rows of users_sync. Their ids stay, because apps refer to them.
create function neon_auth_internal.redact_synced_users(ids text[])
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  redacted integer;
begin
  update neon_auth.users_sync s
  set raw_json = jsonb_build_object('id', s.id), updated_at = now(), deleted_at = coalesce(s.deleted_at, now())
  where s.id = any (ids);
  get diagnostics redacted = row_count;
  return redacted;
end
$$;
