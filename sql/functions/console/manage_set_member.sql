create function neon_auth_api.manage_set_member(key_hash bytea, organization_id text, email text, role text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  meant neon_auth.organization;
  who   neon_auth."user";
  roles text;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  meant := neon_auth_internal.find_managed_organization(manage_set_member.organization_id);
  roles := neon_auth_internal.managed_roles(meant.id, manage_set_member.role);
  who := neon_auth_internal.find_user(manage_set_member.email);
  if who.id is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  update neon_auth.member m set role = roles where m."organizationId" = meant.id and m."userId" = who.id;
  if not found then
    insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values (meant.id, who.id, roles, now());
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_set_member(bytea, text, text, text) is
  'POST /console/db/NAME/organizations/ID/members: makes the user with that address a member with these roles, separated '
  'by commas, or changes a member''s roles. Fails if the key with that hash may not write, with ORGANIZATION_NOT_FOUND, '
  'USER_NOT_FOUND, ROLE_MISSING, ROLE_NOT_FOUND, OWNER_NEEDED, MEMBERSHIP_LIMIT_REACHED.';
