-- session_json returns a session as responses show it. Its token is the stored hash. The sidecar replaces the only hash
-- whose token it has, the caller's own, by that token. The active team is shown if the project uses teams.
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
