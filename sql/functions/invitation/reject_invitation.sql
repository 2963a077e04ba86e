create function neon_auth_api.reject_invitation(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  rejected neon_auth.invitation := neon_auth_internal.find_own_invitation(
    input ->> 'invitationId', own."userId", true, 'INVITATION_GONE');
begin
  update neon_auth.invitation i
  set status = 'rejected'
  where i.id = rejected.id and i.status = 'pending'
  returning i.* into rejected;
  if not found then
    perform neon_auth_internal.fail('INVITATION_GONE');
  end if;
  return json_build_object('invitation', neon_auth_internal.invitation_json(rejected), 'member', null);
end
$$;

comment on function neon_auth_api.reject_invitation(text, json) is
  'POST /organization/reject-invitation: {invitationId}, even if it has expired. Fails with UNAUTHORIZED, '
  'INVITATION_GONE, NOT_THE_RECIPIENT, INVITEE_NOT_VERIFIED.';
