-- activate_organization makes an organization the session's active one. Null unsets it. It locks the membership, so
-- that a membership that ends at the same time clears the value set here.
create function neon_auth_internal.activate_organization(session_id uuid, organization_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth.session s
  set "activeOrganizationId" = (
    select m."organizationId"
    from neon_auth.member m
    where m."organizationId" = activate_organization.organization_id and m."userId" = s."userId"
    for key share)
  where s.id = activate_organization.session_id
$$;
