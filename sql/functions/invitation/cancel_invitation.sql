create function neon_auth_api.cancel_invitation(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  canceled neon_auth.invitation;
  member   neon_auth.member;
begin
  select * into canceled
  from neon_auth.invitation i
  where i.id = auth.as_uuid(input ->> 'invitationId');
  if not found then
    perform neon_auth_internal.fail('INVITATION_NOT_FOUND');
  end if;

  member := neon_auth_internal.find_own_member(canceled."organizationId"::text, own);
  if member.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif not neon_auth_internal.has_permission(member, 'invitation', 'cancel') then
    perform neon_auth_internal.fail('CANCEL_NOT_ALLOWED');
  end if;

  update neon_auth.invitation i set status = 'canceled' where i.id = canceled.id returning i.* into canceled;
  return neon_auth_internal.invitation_json(canceled);
end
$$;

comment on function neon_auth_api.cancel_invitation(text, json) is
  'POST /organization/cancel-invitation: {invitationId}, in any state. Fails with UNAUTHORIZED, INVITATION_NOT_FOUND, '
  'MEMBER_NOT_FOUND, CANCEL_NOT_ALLOWED.';
