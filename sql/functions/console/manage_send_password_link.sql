create function neon_auth_api.manage_send_password_link(key_hash bytea, user_id text)
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
  who := neon_auth_internal.find_managed_user(manage_send_password_link.user_id);
  perform neon_auth.send_password_link(who.id);
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_send_password_link(bytea, text) is
  'POST /console/db/NAME/users/ID/password: mails the user a link to set a password. Fails if the key with that hash '
  'may not write, with USER_NOT_FOUND, and 22023 when there is no page for the link.';
