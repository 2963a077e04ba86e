-- chosen_organization gives the id of the organization that a request means: the one it names by slug or id, else
-- the session's active one. Null when there is none of these; fails with ORGANIZATION_NOT_FOUND for an unknown slug.
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
    return neon_auth_internal.meant_organization(own, input);
  end if;

  select o.id into id from neon_auth.organization o where o.slug = named;
  if id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;
  return id::text;
end
$$;
