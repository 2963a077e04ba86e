create function neon_auth_api.manage_check_project_key(key_hash bytea, need text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_project_key(key_hash, need);
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_check_project_key(bytea, text) is
  'Before the console creates or revokes keys, or shows mails of all branches: fails unless the key with that hash may '
  'read or write (need) the project as a whole. In the home database.';
