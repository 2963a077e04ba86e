create function neon_auth_api.manage_unban_user(key_hash bytea, user_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  who := neon_auth_internal.find_managed_user(manage_unban_user.user_id);
  perform neon_auth.unban_user(who.id);
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_unban_user(bytea, text) is
  'POST /console/db/NAME/users/ID/unban: lifts the user''s ban. Fails if the key with that hash may not write, and with '
  'USER_NOT_FOUND.';
