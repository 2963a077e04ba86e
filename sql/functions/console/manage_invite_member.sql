create function neon_auth_api.manage_invite_member(key_hash bytea, organization_id text, email text, role text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  address constant text := neon_auth_internal.normalize_email(manage_invite_member.email);
  meant   neon_auth.organization;
  roles   text;
  inviter uuid;
  config  neon_auth_internal.config;
  made    neon_auth.invitation;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_invite_member.organization_id);
  select * into strict config from neon_auth_internal.config;
  roles := neon_auth_internal.managed_roles(meant.id, manage_invite_member.role);
  -- An invitation is valid as long as its inviter may invite.
  select m."userId" into inviter
  from neon_auth.member m
  where m."organizationId" = meant.id and neon_auth_internal.has_role(m.role, config.creator_role)
  order by m."createdAt", m.id limit 1;
  if not neon_auth_internal.is_email(address) then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  elsif neon_auth_internal.is_member_address(meant.id, address) then
    perform neon_auth_internal.fail('ALREADY_A_MEMBER');
  elsif inviter is null then
    perform neon_auth_internal.fail('OWNER_NEEDED');
  elsif neon_auth_internal.count_waiting(meant.id) >= config.invitation_limit then
    perform neon_auth_internal.fail('INVITATION_LIMIT_REACHED');
  end if;
  perform neon_auth_internal.resend_invitation(meant.id, address, false);
  insert into neon_auth.invitation as i ("organizationId", email, role, status, "expiresAt", "createdAt", "inviterId")
  values (meant.id, address, roles, 'pending', now() + config.invitation_lifetime, now(), inviter)
  returning i.* into made;
  perform neon_auth_internal.mail_invitation(made, inviter, rtrim((
    select coalesce(o.entry ->> 'domain', o.entry #>> '{}')
    from jsonb_array_elements(config.trusted_origins) with ordinality as o (entry, place)
    where coalesce(o.entry ->> 'domain', o.entry #>> '{}') ~ '^https?://[^*?]+$'
    order by o.place limit 1), '/'));
  return jsonb_build_object('id', made.id);
end
$$;

comment on function neon_auth_api.manage_invite_member(bytea, text, text, text) is
  'POST /console/db/NAME/organizations/ID/invitations: invites an address, in the name of the first owner. The mail, if '
  'the settings send one, leads to the first trusted origin. Fails if the key with that hash may not write, with '
  'ORGANIZATION_NOT_FOUND, INVALID_EMAIL, ALREADY_A_MEMBER, ALREADY_INVITED, OWNER_NEEDED, ROLE_MISSING, '
  'ROLE_NOT_FOUND, INVITATION_LIMIT_REACHED.';
