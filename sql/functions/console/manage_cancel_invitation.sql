create function neon_auth_api.manage_cancel_invitation(key_hash bytea, organization_id text, invitation_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_cancel_invitation.organization_id);
  update neon_auth.invitation i
  set status = 'canceled'
  where i."organizationId" = meant.id and i.id = auth.as_uuid(manage_cancel_invitation.invitation_id) and i.status = 'pending';
  if not found then
    perform neon_auth_internal.fail('INVITATION_NOT_FOUND');
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_cancel_invitation(bytea, text, text) is
  'POST /console/db/NAME/organizations/ID/invitations/cancel: cancels a pending invitation. Fails if the key with that '
  'hash may not write, with ORGANIZATION_NOT_FOUND, INVITATION_NOT_FOUND.';
