create function neon_auth_api.admin_remove_user(token_hash text, user_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  target uuid;
begin
  own := neon_auth_internal.require_administrator(token_hash, 'delete', 'DELETE_USER_NOT_ALLOWED');
  target := neon_auth_internal.require_uuid(admin_remove_user.user_id);
  if target = own."userId" then
    perform neon_auth_internal.fail('CANNOT_REMOVE_YOURSELF');
  end if;
  perform neon_auth_internal.lock_removal(target);
  perform neon_auth_internal.keep_owned(target);
  if not neon_auth_internal.remove_user(target) then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.admin_remove_user(text, text) is
  'POST /admin/remove-user: deletes a user with all their data. Fails with UNAUTHORIZED, DELETE_USER_NOT_ALLOWED, '
  'IMPERSONATING, INVALID_VALUE, CANNOT_REMOVE_YOURSELF, SOLE_OWNER, USER_NOT_FOUND.';
