create function neon_auth_api.accept_invitation(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  accepted neon_auth.invitation := neon_auth_internal.find_own_invitation(
    input ->> 'invitationId', own."userId", false, 'INVITATION_NOT_FOUND');
  joined   neon_auth.member;
  teams    uuid[];
begin
  -- From here on, other changes of the organization's members wait: the number of members stays correct.
  perform from neon_auth.organization o where o.id = accepted."organizationId" for no key update;
  if (select count(*) from neon_auth.member m where m."organizationId" = accepted."organizationId")
    >= (select c.membership_limit from neon_auth_internal.config c)
  then
    perform neon_auth_internal.fail('MEMBERSHIP_LIMIT_REACHED');
  end if;

  update neon_auth.invitation i
  set status = 'accepted'
  where i.id = accepted.id and i.status = 'pending'
  returning i.* into accepted;
  if not found then
    perform neon_auth_internal.fail('INVITATION_NOT_FOUND');
  end if;

  insert into neon_auth.member as m ("organizationId", "userId", role, "createdAt")
  values (accepted."organizationId", own."userId", coalesce(nullif(accepted.role, ''), 'member'), now())
  on conflict ("organizationId", "userId") do nothing
  returning m.* into joined;
  if joined.id is null then
    perform neon_auth_internal.fail('ALREADY_A_MEMBER');
  end if;

  teams := neon_auth_internal.join_invited_teams(accepted.id, own."userId");
  if cardinality(teams) = 1 then
    perform neon_auth_internal.activate_team(own.id, teams[1]);
  end if;
  perform neon_auth_internal.activate_organization(own.id, joined."organizationId");
  return json_build_object(
    'invitation', neon_auth_internal.invitation_json(accepted),
    'member', neon_auth_internal.member_json(joined));
end
$$;

comment on function neon_auth_api.accept_invitation(text, json) is
  'POST /organization/accept-invitation: {invitationId}. The caller becomes a member of the organization and of the '
  'teams that the invitation names. The organization becomes the active one, and so does the team if there is exactly '
  'one. Fails with UNAUTHORIZED, INVITATION_NOT_FOUND, NOT_THE_RECIPIENT, INVITEE_NOT_VERIFIED, '
  'MEMBERSHIP_LIMIT_REACHED, ALREADY_A_MEMBER, TEAM_MEMBER_LIMIT_REACHED.';
