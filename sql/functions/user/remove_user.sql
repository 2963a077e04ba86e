-- remove_user removes a user with all that is his: sessions, accounts, memberships and the invitations he sent go
-- by cascade; here go codes and links made for him. Invitations that wait for him are void: whoever gets
-- the address next was not meant. False when there is no such user.
create function neon_auth_internal.remove_user(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  gone neon_auth."user";
begin
  delete from neon_auth."user" u where u.id = remove_user.user_id returning u.* into gone;
  if not found then
    return false;
  end if;

  delete from neon_auth.verification v where v.value = gone.id::text;
  update neon_auth.invitation i
  set status = 'canceled'
  where i.email = gone.email and i.status = 'pending';
  return true;
end
$$;
