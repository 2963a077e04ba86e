-- requested_organization returns the id of the organization that a request names, by default the session's active one.
-- Returns null when there is neither.
create function neon_auth_internal.requested_organization(own neon_auth.session, input json)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(nullif(input ->> 'organizationId', ''), nullif(own."activeOrganizationId", ''));
end
$$;
