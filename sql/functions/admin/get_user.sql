create function neon_auth_api.get_user(token_hash text, user_id text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'get', 'GET_USER_NOT_ALLOWED');
  select * into who from neon_auth."user" u where u.id = neon_auth_internal.require_uuid(get_user.user_id);
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return neon_auth_internal.user_json(who);
end
$$;

comment on function neon_auth_api.get_user(text, text) is
  'GET /admin/get-user: returns the user without a wrapper. Fails with UNAUTHORIZED, GET_USER_NOT_ALLOWED, '
  'IMPERSONATING, INVALID_VALUE for an invalid id, USER_NOT_FOUND.';
