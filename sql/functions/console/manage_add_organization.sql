create function neon_auth_api.manage_add_organization(key_hash bytea, name text, slug text, owner_email text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who  neon_auth."user";
  made uuid;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if coalesce(manage_add_organization.name, '') = '' or coalesce(manage_add_organization.slug, '') = '' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  who := neon_auth_internal.find_user(owner_email);
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif not neon_auth_internal.claim_slug(manage_add_organization.slug, null) then
    perform neon_auth_internal.fail('ORGANIZATION_ALREADY_EXISTS');
  end if;
  insert into neon_auth.organization as o (name, slug, "createdAt")
  values (manage_add_organization.name, manage_add_organization.slug, now())
  returning o.id into made;
  insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
  select made, who.id, c.creator_role, now() from neon_auth_internal.config c;
  return jsonb_build_object('id', made);
end
$$;

comment on function neon_auth_api.manage_add_organization(bytea, text, text, text) is
  'POST /console/db/NAME/organizations: creates an organization whose first member, with the creatorRole of the '
  'settings, is the user with that address. Fails if the key with that hash may not write, with INVALID_VALUE, '
  'USER_NOT_FOUND, ORGANIZATION_ALREADY_EXISTS.';
