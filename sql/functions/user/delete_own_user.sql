-- delete_own_user deletes a user at their own request. Fails with LAST_ADMINISTRATOR when no administrator would be
-- left, SOLE_OWNER when an organization would be left without an owner.
create function neon_auth_internal.delete_own_user(user_id uuid)
returns json
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.lock_removal(user_id);
  if (select neon_auth_internal.is_admin(u.role) from neon_auth."user" u where u.id = user_id) then
    -- One who stays is locked, because a statement by SQL may be demoting them.
    perform from neon_auth."user" u
    where 'admin' = any (string_to_array(u.role, ',')) and u.id <> user_id and not neon_auth_internal.is_banned(u)
    order by u.id
    limit 1
    for no key update;
    if not found then
      perform neon_auth_internal.fail('LAST_ADMINISTRATOR');
    end if;
  end if;
  perform neon_auth_internal.keep_owned(user_id);
  perform neon_auth_internal.remove_user(user_id);
  return json_build_object('success', true, 'message', 'User deleted');
end
$$;
