-- is_address_shown says whether an invitation to the user's address is his to see. An unverified address may be
-- anybody's; only a project that neither asks for verification nor mails invitations takes everybody at his word.
create function neon_auth_internal.is_address_shown(who neon_auth."user")
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select who."emailVerified" or not (c.email_verification_required or c.send_invitation_email)
  from neon_auth_internal.config c
$$;
