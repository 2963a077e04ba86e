create function neon_auth_api.manage_update_organization(key_hash bytea, organization_id text, name text, slug text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_update_organization.organization_id);
  if coalesce(manage_update_organization.name, '') = '' or coalesce(manage_update_organization.slug, '') = '' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  elsif not neon_auth_internal.claim_slug(manage_update_organization.slug, meant.id) then
    perform neon_auth_internal.fail('ORGANIZATION_SLUG_ALREADY_TAKEN');
  end if;
  update neon_auth.organization o set name = manage_update_organization.name where o.id = meant.id;
  if manage_update_organization.slug <> meant.slug then
    perform neon_auth_internal.rename('organization', meant.id, manage_update_organization.slug);
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_update_organization(bytea, text, text, text) is
  'POST /console/db/NAME/organizations/ID: sets name and slug. Fails if the key with that hash may not write, with '
  'ORGANIZATION_NOT_FOUND, INVALID_VALUE, ORGANIZATION_SLUG_ALREADY_TAKEN.';
