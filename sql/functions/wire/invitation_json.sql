-- invitation_json returns an invitation as responses show it, with its teams, separated by commas, if this project uses
-- teams.
create function neon_auth_internal.invitation_json(i neon_auth.invitation)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', i.id,
    'organizationId', i."organizationId",
    'email', i.email,
    'role', i.role,
    'status', i.status,
    'expiresAt', neon_auth_internal.timestamp_text(i."expiresAt"),
    'createdAt', neon_auth_internal.timestamp_text(i."createdAt"),
    'inviterId', i."inviterId")
    || case when o.teams then jsonb_build_object('teamId', (
      select string_agg(t."teamId"::text, ',' order by t.position)
      from neon_auth.invitation_team t
      where t."invitationId" = i.id)) else '{}' end
  from neon_auth_internal.organization_option o
$$;
