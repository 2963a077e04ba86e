-- remove_user deletes a user. Sessions, accounts, memberships and sent invitations are deleted by cascade, the rest by
-- the trigger end_by_removal. Returns false when there is no such user. Callers call lock_removal first.
create function neon_auth_internal.remove_user(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  return neon_auth_internal.remove('user', array[user_id]) = 1;
end
$$;
