create or replace function neon_auth.erase_synced_user(id text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from neon_auth."user" u where u.id::text = erase_synced_user.id) then
    raise exception 'user % exists here: call neon_auth.erase_user', id using errcode = 'object_not_in_prerequisite_state';
  elsif neon_auth_internal.redact_synced_users(array[id]) = 0 then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

comment on function neon_auth.erase_synced_user(text) is
  'Removes the personal data of a deleted user, or of an outside provider''s user, from neon_auth.users_sync. The row '
  'stays, with its id and deleted_at. Delete the user at the provider first, whose next event would bring the data back. '
  'Raises NA404 for an unknown id, 55000 for a user of this database: erase_user() is for those.';
