-- chosen_organization returns the id of the organization that a request names by slug or id, by default the session's
-- active one. Returns null when there is neither. Fails with ORGANIZATION_NOT_FOUND for an unknown slug.
create function neon_auth_internal.chosen_organization(own neon_auth.session, input json)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  named text := nullif(input ->> 'organizationSlug', '');
  id    uuid;
begin
  if named is null then
    return neon_auth_internal.requested_organization(own, input);
  end if;

  select o.id into id from neon_auth.organization o where o.slug = named;
  if id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;
  return id::text;
end
$$;
