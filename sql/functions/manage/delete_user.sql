create or replace function neon_auth.delete_user(user_id uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.delete_user(%L)', user_id));
    return;
  end if;
  perform neon_auth_internal.lock_removal(delete_user.user_id);
  if not neon_auth_internal.remove_user(delete_user.user_id) then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

comment on function neon_auth.delete_user(uuid) is
  'Deletes the user with their sessions, accounts, memberships and the invitations they sent. Raises NA404 for an '
  'unknown id. Fails while a row of the app references the user without on delete.';
