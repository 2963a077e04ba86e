create function neon_auth_api.manage_delete_passkey(key_hash bytea, user_id text, passkey_id text)
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
  who := neon_auth_internal.find_managed_user(manage_delete_passkey.user_id);
  return jsonb_build_object('removed', coalesce((
    select neon_auth.delete_passkey(p.id)
    from neon_auth.passkey p
    where p.id = auth.as_uuid(manage_delete_passkey.passkey_id) and p."userId" = who.id), false));
end
$$;

comment on function neon_auth_api.manage_delete_passkey(bytea, text, text) is
  'POST /console/db/NAME/users/ID/passkeys/delete: removes a passkey of the user, also their last way to sign in, and informs them '
  'by mail. Fails if the key with that hash may not write, and with USER_NOT_FOUND.';
