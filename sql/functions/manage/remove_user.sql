create or replace function neon_auth.remove_user(user_id uuid, erase boolean default false)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.lock_administrators();
  perform neon_auth_internal.lock_removal(remove_user.user_id);
  perform neon_auth_internal.keep_owned(remove_user.user_id);
  if erase then
    perform neon_auth.erase_user(remove_user.user_id);
  else
    perform neon_auth.delete_user(remove_user.user_id);
  end if;
end
$$;

comment on function neon_auth.remove_user(uuid, boolean) is
  'Deletes the user as delete_user does, or with erase as erase_user does, unless an organization would be left without '
  'an owner. Raises NA404 for an unknown id, NA409 for the only owner of an organization.';
