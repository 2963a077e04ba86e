create function neon_auth_api.manage_remove_organization(key_hash bytea, organization_id text, slug text)
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
  meant := neon_auth_internal.find_managed_organization(manage_remove_organization.organization_id);
  if manage_remove_organization.slug is distinct from meant.slug then
    perform neon_auth_internal.fail('CONFIRMATION_DIFFERS');
  end if;
  perform neon_auth_internal.remove('organization', array[meant.id]);
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_remove_organization(bytea, text, text) is
  'POST /console/db/NAME/organizations/ID/delete: deletes the organization with its members, invitations and teams. slug '
  'is typed to confirm. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, '
  'CONFIRMATION_DIFFERS.';
