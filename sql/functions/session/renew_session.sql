-- renew_session replaces a session by a new one with new_token_hash, which keeps what the old one has proved and its
-- active organization. The old token is invalid at once.
create function neon_auth_internal.renew_session(own neon_auth.session, new_token_hash text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  kept   neon_auth.session_origin;
  opened neon_auth.session;
  -- The reference gives the new row the full lifetime, even if its cookie ends with the browser.
  ends   constant timestamptz := now() + (select c.session_lifetime from neon_auth_internal.config c);
begin
  select * into strict kept from neon_auth.session_origin o where o."sessionId" = own.id;
  perform neon_auth_internal.remove('session', array[own.id]);
  opened := neon_auth_internal.open_session(own."userId", new_token_hash, kept.remembered, amr => kept.amr, is_cleared => true);
  update neon_auth.session s
  set "expiresAt" = ends, "activeOrganizationId" = own."activeOrganizationId"
  where s.id = opened.id
  returning * into opened;
  update neon_auth.session_origin o
  set "authenticatedAt" = kept."authenticatedAt", "secondFactorAt" = kept."secondFactorAt", "activeTeamId" = kept."activeTeamId"
  where o."sessionId" = opened.id;
  return opened;
end
$$;
