-- find_managed_organization returns the organization with the given id, locked until the transaction ends, as everything
-- that changes its members does. Fails with ORGANIZATION_NOT_FOUND, also when the text is no id.
create function neon_auth_internal.find_managed_organization(organization_id text)
returns neon_auth.organization
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
begin
  select * into meant from neon_auth.organization o where o.id = auth.as_uuid(organization_id) for no key update;
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;
  return meant;
end
$$;
