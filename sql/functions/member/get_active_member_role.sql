create function neon_auth_api.get_active_member_role(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.chosen_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_own_member(wanted, own);
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  end if;
  if member.id is not null and input ->> 'userId' <> '' then
    member := neon_auth_internal.find_member(wanted, auth.as_uuid(input ->> 'userId'));
  end if;
  if member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  end if;
  return json_build_object('role', member.role);
end
$$;

comment on function neon_auth_api.get_active_member_role(text, json) is
  'GET /organization/get-active-member-role: {userId, organizationId, organizationSlug}. Returns the role of a '
  'member, by default the caller in the active organization. Fails with UNAUTHORIZED, ORGANIZATION_NOT_FOUND, '
  'NO_ACTIVE_ORGANIZATION, NOT_A_MEMBER.';
