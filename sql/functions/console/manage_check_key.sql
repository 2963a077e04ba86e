create function neon_auth_api.manage_check_key(key_hash bytea, need text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, need);
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_check_key(bytea, text) is
  'Before a page of the console that reads elsewhere: fails unless the key with that hash may read or write (need) this '
  'branch.';
