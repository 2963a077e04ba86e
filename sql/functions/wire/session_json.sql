-- session_json is a session as every answer shows it. Its token is the stored hash: the sidecar puts the
-- token in the place of the one hash whose token it holds, the caller's own. The active team is shown where the
-- settings know teams.
create function neon_auth_internal.session_json(s neon_auth.session)
returns json
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  shown text[] := array[
    'expiresAt', neon_auth_internal.timestamp_text(least(s."expiresAt", '9999-12-31 23:59:59.999+00')),
    'token', s.token,
    'createdAt', neon_auth_internal.timestamp_text(s."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(s."updatedAt"),
    'ipAddress', s."ipAddress",
    'userAgent', s."userAgent",
    'userId', s."userId"::text,
    'impersonatedBy', s."impersonatedBy",
    'activeOrganizationId', s."activeOrganizationId",
    'id', s.id::text];
begin
  if (select o.teams from neon_auth_internal.organization_option o) then
    shown := shown || array[
      'activeTeamId', (select o."activeTeamId"::text from neon_auth.session_origin o where o."sessionId" = s.id)];
  end if;
  return json_build_object(variadic shown);
end
$$;
