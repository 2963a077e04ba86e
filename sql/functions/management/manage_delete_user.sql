create function neon_auth_api.manage_delete_user(key_hash bytea, user_id text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  target uuid := neon_auth_internal.to_uuid(user_id);
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  perform neon_auth_internal.lock_removal(target);
  perform neon_auth_internal.keep_owned(target);
  if target is null or not neon_auth_internal.remove_user(target) then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

comment on function neon_auth_api.manage_delete_user(bytea, text) is
  'DELETE …/auth/users/{auth_user_id}: deletes a user with all their data. Fails if the key with that hash may not '
  'write, and with USER_NOT_FOUND, SOLE_OWNER.';
