create function neon_auth_api.list_invitations(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted text := neon_auth_internal.requested_organization(own, input);
  member neon_auth.member := neon_auth_internal.find_own_member(wanted, own);
begin
  if wanted is null then
    perform neon_auth_internal.fail('ORGANIZATION_ID_IS_REQUIRED');
  elsif member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  end if;
  return neon_auth_internal.invitations_json(member);
end
$$;

comment on function neon_auth_api.list_invitations(text, json) is
  'GET /organization/list-invitations: {organizationId}, by default the active organization. Returns invitations in '
  'any state, and an empty list for members who may neither invite nor cancel. Fails with UNAUTHORIZED, '
  'ORGANIZATION_ID_IS_REQUIRED, NOT_A_MEMBER.';
