-- end_invitations cancels the pending invitations whose inviter may no longer send them: after a change of the
-- inviter's membership, or of a role of the organization.
create function neon_auth_internal.end_invitations()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- This waits for invitations that are being sent, as far as keep_owner locks the organization anyway. Others are
  -- rejected when they are accepted, see find_own_invitation.
  if tg_table_name = 'member'
    and neon_auth_internal.has_role(to_jsonb(old) ->> 'role', (select c.creator_role from neon_auth_internal.config c))
  then
    perform from neon_auth.organization o where o.id = old."organizationId" for no key update;
  end if;
  update neon_auth.invitation i
  set status = 'canceled'
  where i."organizationId" = old."organizationId"
    and i.status = 'pending'
    and (tg_table_name <> 'member' or i."inviterId" = (to_jsonb(old) ->> 'userId')::uuid)
    and exists (select from neon_auth.organization o where o.id = i."organizationId") -- otherwise it is being deleted
    and exists (select from neon_auth."user" u where u.id = i."inviterId")
    and not neon_auth_internal.may_invite(
      neon_auth_internal.find_member(i."organizationId"::text, i."inviterId"), coalesce(nullif(i.role, ''), 'member'));
  return null;
end
$$;

create trigger end_invitations
after update of role, "organizationId", "userId" or delete on neon_auth.member
for each row execute function neon_auth_internal.end_invitations();

create trigger end_invitations
after update of role, permission, "organizationId" or delete on neon_auth."organizationRole"
for each row execute function neon_auth_internal.end_invitations();
