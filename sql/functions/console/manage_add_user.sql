create function neon_auth_api.manage_add_user(
  key_hash bytea, email text, name text, role text, is_verified boolean, send_link boolean)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  return jsonb_build_object('id', neon_auth.create_user(
    manage_add_user.email, coalesce(nullif(manage_add_user.name, ''), manage_add_user.email), null, is_verified,
    coalesce(nullif(manage_add_user.role, ''), 'user'), null, send_link));
end
$$;

comment on function neon_auth_api.manage_add_user(bytea, text, text, text, boolean, boolean) is
  'POST /console/db/NAME/users: creates a user without a password, and with send_link mails a link to set one. Fails if '
  'the key with that hash may not write, with INVALID_EMAIL, USER_ALREADY_EXISTS, and 22023 when there is no page for '
  'the link.';
