-- resend_invitation renews the pending invitation for an address and returns it. Its role stays. Returns null when
-- there is none. Fails with ALREADY_INVITED when the request does not ask to resend.
create function neon_auth_internal.resend_invitation(organization_id uuid, email text, resend boolean)
returns neon_auth.invitation
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  sent neon_auth.invitation;
begin
  update neon_auth.invitation i
  set "expiresAt" = now() + c.invitation_lifetime
  from neon_auth_internal.config c
  where i.id = (
    select w.id
    from neon_auth.invitation w
    where w."organizationId" = resend_invitation.organization_id
      and neon_auth_internal.normalize_email(w.email) = resend_invitation.email
      and w.status = 'pending'
      and w."expiresAt" > now()
    order by w."createdAt"
    limit 1)
  returning i.* into sent;

  if found and resend is distinct from true then
    perform neon_auth_internal.fail('ALREADY_INVITED');
  end if;
  return sent;
end
$$;
