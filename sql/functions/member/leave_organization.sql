create function neon_auth_api.leave_organization(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.require_session(token_hash);
  member neon_auth.member := neon_auth_internal.lock_membership(input ->> 'organizationId', own."userId");
begin
  if member.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  elsif neon_auth_internal.is_last_owner(member) then
    perform neon_auth_internal.fail('ONLY_OWNER');
  end if;

  perform neon_auth_internal.end_membership(member, own);
  return neon_auth_internal.member_with_user_json(member);
end
$$;

comment on function neon_auth_api.leave_organization(text, json) is
  'POST /organization/leave: {organizationId}. Returns the former membership. Fails with UNAUTHORIZED, '
  'MEMBER_NOT_FOUND, ONLY_OWNER.';
