create function neon_auth_api.invite_member(token_hash text, input json, is_address boolean, app_origin text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.requested_organization(own, input);
  email  text := neon_auth_internal.normalize_email(input ->> 'email');
  roles  text := neon_auth_internal.roles_text(input -> 'role');
  member neon_auth.member;
  config neon_auth_internal.config;
  made   neon_auth.invitation;
begin
  if wanted is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  elsif not is_address then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  end if;

  member := neon_auth_internal.lock_own_membership(wanted, own);
  if member.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif not neon_auth_internal.has_permission(member, 'invitation', 'create') then
    perform neon_auth_internal.fail('INVITE_NOT_ALLOWED');
  end if;
  perform neon_auth_internal.check_roles_to_give(member, roles);

  if neon_auth_internal.is_member_address(member."organizationId", email) then
    perform neon_auth_internal.fail('ALREADY_A_MEMBER');
  end if;
  select * into strict config from neon_auth_internal.config;
  made := neon_auth_internal.resend_invitation(member."organizationId", email, (input ->> 'resend')::boolean);

  if made.id is null then
    if neon_auth_internal.count_waiting(member."organizationId") >= config.invitation_limit then
      perform neon_auth_internal.fail('INVITATION_LIMIT_REACHED');
    end if;
    insert into neon_auth.invitation as i ("organizationId", email, role, status, "expiresAt", "createdAt", "inviterId")
    values (member."organizationId", email, roles, 'pending', now() + config.invitation_lifetime, now(), own."userId")
    returning i.* into made;
    perform neon_auth_internal.invite_to_teams(made, input -> 'teamId');
  end if;
  perform neon_auth_internal.mail_invitation(made, own."userId", app_origin);
  return neon_auth_internal.invitation_json(made);
end
$$;

comment on function neon_auth_api.invite_member(text, json, boolean, text) is
  'POST /organization/invite-member: {email, role, organizationId, resend, teamId}. is_address: whether the email is '
  'valid. app_origin: origin of the app; the mailed link leads to its page /auth/accept-invitation. Fails with '
  'UNAUTHORIZED, ORGANIZATION_NOT_FOUND, INVALID_EMAIL, MEMBER_NOT_FOUND, INVITE_NOT_ALLOWED, ROLE_NOT_FOUND, '
  'INVITE_ROLE_NOT_ALLOWED, ALREADY_A_MEMBER, ALREADY_INVITED, INVITATION_LIMIT_REACHED, TEAM_NOT_FOUND, '
  'TEAM_MEMBER_LIMIT_REACHED.';
