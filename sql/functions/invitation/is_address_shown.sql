-- is_address_shown reports whether a user may see invitations to their address. An unverified address may belong to
-- another person, so it is only accepted in a project that neither verifies addresses nor mails invitations.
create function neon_auth_internal.is_address_shown(who neon_auth."user")
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select who."emailVerified" or not (c.email_verification_required or c.send_invitation_email)
  from neon_auth_internal.config c
$$;
