-- lock_removal locks what the removal of a user changes, in the order in which the API locks it elsewhere: the removal of
-- administrators, the user's organizations, the user. A function that removes a user calls it before it changes or locks
-- anything of theirs. Otherwise Postgres ends one of two removals, or of a removal and the deletion of an organization, as
-- a deadlock.
create function neon_auth_internal.lock_removal(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if (select coalesce(u.role, 'user') <> 'user' from neon_auth."user" u where u.id = lock_removal.user_id) then
    perform neon_auth_internal.lock_administrators();
  end if;
  perform from neon_auth.organization o
  where o.id in (
    select m."organizationId" from neon_auth.member m where m."userId" = lock_removal.user_id
    union
    select i."organizationId" from neon_auth.invitation i where i."inviterId" = lock_removal.user_id and i.status = 'pending'
    union
    select i."organizationId"
    from neon_auth.invitation i
    where i.email = (select u.email from neon_auth."user" u where u.id = lock_removal.user_id) and i.status = 'pending')
  order by o.id
  for no key update;
  perform from neon_auth."user" u where u.id = lock_removal.user_id for update;
end
$$;
