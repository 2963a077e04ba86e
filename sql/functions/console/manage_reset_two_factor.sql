create function neon_auth_api.manage_reset_two_factor(key_hash bytea, user_id text)
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
  who := neon_auth_internal.find_managed_user(manage_reset_two_factor.user_id);
  return jsonb_build_object('removed', neon_auth.reset_two_factor(who.id));
end
$$;

comment on function neon_auth_api.manage_reset_two_factor(bytea, text) is
  'POST /console/db/NAME/users/ID/two-factor: removes the user''s second factor, ends their sessions, and informs them '
  'by mail. Fails if the key with that hash may not write, and with USER_NOT_FOUND.';
