-- find_session returns the caller's session if it belongs to this branch, is not expired, and the user is not banned.
-- Otherwise returns null. It prolongs a session that is due, and sets the user as actor of audit_log.
create function neon_auth_internal.find_session(token_hash text)
returns neon_auth.session
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found_session neon_auth.session;
  prolonged     neon_auth.session;
begin
  select s.* into found_session
  from neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
  join neon_auth."user" u on u.id = s."userId"
  where s.token = find_session.token_hash
    and s."expiresAt" > now()
    and not neon_auth_internal.is_banned(u);

  if not found then
    return null;
  end if;
  perform neon_auth_internal.act_as(found_session."userId", found_session."impersonatedBy");
  prolonged := neon_auth_internal.prolong_session(found_session.id);
  return case when prolonged.id is null then found_session else prolonged end;
end
$$;
