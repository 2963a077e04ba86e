create function neon_auth_api.manage_remove_user(key_hash bytea, user_id text, email text, erase boolean)
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
  perform neon_auth_internal.lock_administrators();
  perform neon_auth_internal.lock_removal(auth.as_uuid(manage_remove_user.user_id));
  who := neon_auth_internal.find_managed_user(manage_remove_user.user_id);
  if neon_auth_internal.normalize_email(manage_remove_user.email) is distinct from neon_auth_internal.normalize_email(who.email) then
    perform neon_auth_internal.fail('CONFIRMATION_DIFFERS');
  end if;
  perform neon_auth.remove_user(who.id, erase);
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_remove_user(bytea, text, text, boolean) is
  'POST /console/db/NAME/users/ID/delete and /erase: deletes the user, and with erase the personal data about them in '
  'the audit log. email must be the user''s address, typed to confirm. Fails if the key with that hash may not write, '
  'with USER_NOT_FOUND, CONFIRMATION_DIFFERS, SOLE_OWNER.';
