-- find_own_invitation returns a pending invitation for the caller. Fails with `missing` when there is no such
-- invitation, NOT_THE_RECIPIENT when it is for another user, INVITEE_NOT_VERIFIED when the caller has not verified the
-- address, in a project where users can do so.
create function neon_auth_internal.find_own_invitation(id text, user_id uuid, may_be_late boolean, missing text)
returns neon_auth.invitation
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found_one neon_auth.invitation;
  who       neon_auth."user";
begin
  select * into found_one
  from neon_auth.invitation i
  where i.id = auth.as_uuid(find_own_invitation.id)
    and i.status = 'pending'
    and (may_be_late or i."expiresAt" > now());
  if not found or not may_be_late and not neon_auth_internal.may_invite(
    neon_auth_internal.find_member(found_one."organizationId"::text, found_one."inviterId"),
    coalesce(nullif(found_one.role, ''), 'member'))
  then
    perform neon_auth_internal.fail(missing);
  end if;

  select * into strict who from neon_auth."user" u where u.id = find_own_invitation.user_id;
  if neon_auth_internal.normalize_email(found_one.email) <> neon_auth_internal.normalize_email(who.email) then
    perform neon_auth_internal.fail('NOT_THE_RECIPIENT');
  elsif not neon_auth_internal.is_address_shown(who) then
    perform neon_auth_internal.fail('INVITEE_NOT_VERIFIED');
  end if;
  return found_one;
end
$$;
