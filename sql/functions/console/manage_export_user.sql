create function neon_auth_api.manage_export_user(key_hash bytea, user_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  select * into who from neon_auth."user" u where u.id = auth.as_uuid(manage_export_user.user_id);
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return neon_auth.export_user(who.id)::jsonb;
end
$$;

comment on function neon_auth_api.manage_export_user(bytea, text) is
  'GET /console/db/NAME/users/ID/export: all data about the user, without passwords and tokens. Fails if the key with '
  'that hash may not read, and with USER_NOT_FOUND.';
