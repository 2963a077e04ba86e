create or replace function neon_auth.delete_passkey(passkey_id uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.delete_passkey(%L)', passkey_id))::boolean;
  end if;
  delete from neon_auth.passkey p where p.id = delete_passkey.passkey_id;
  return found;
end
$$;

comment on function neon_auth.delete_passkey(uuid) is
  'Removes a passkey, also a user''s last way to sign in, and informs the user by mail. For a lost or stolen device. Sessions '
  'stay: see neon_auth.revoke_sessions(). Returns false if the id does not exist.';
