-- mail_invitation queues the mail about an invitation, if the settings enable it. The link leads to the app from which
-- the invitation was sent. It contains no secret.
create function neon_auth_internal.mail_invitation(sent neon_auth.invitation, inviter uuid, app_origin text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  config neon_auth_internal.config;
begin
  select * into strict config from neon_auth_internal.config;
  if config.send_invitation_email then
    perform neon_auth_internal.queue_mail(
      'invitation', sent.email, null, config.invitation_lifetime, jsonb_build_object(
        'organization', neon_auth_internal.one_line(o.name),
        'inviter', neon_auth_internal.one_line(u.name),
        'link', app_origin || '/auth/accept-invitation?invitationId=' || sent.id))
    from neon_auth.organization o, neon_auth."user" u
    where o.id = sent."organizationId" and u.id = mail_invitation.inviter;
  end if;
end
$$;
