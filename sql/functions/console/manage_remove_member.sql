create function neon_auth_api.manage_remove_member(key_hash bytea, organization_id text, member_id text)
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
  meant := neon_auth_internal.find_managed_organization(manage_remove_member.organization_id);
  if neon_auth_internal.remove('member', array(
    select m.id from neon_auth.member m
    where m."organizationId" = meant.id and m.id = auth.as_uuid(manage_remove_member.member_id))) = 0
  then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_remove_member(bytea, text, text) is
  'POST /console/db/NAME/organizations/ID/members/remove: removes a member. Fails if the key with that hash may not '
  'write, with ORGANIZATION_NOT_FOUND, MEMBER_NOT_FOUND, OWNER_NEEDED.';
