-- activate_organization makes an organization the session's active one; null: none is.
create function neon_auth_internal.activate_organization(session_id uuid, organization_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth.session s
  set "activeOrganizationId" = activate_organization.organization_id
  where s.id = activate_organization.session_id
$$;
