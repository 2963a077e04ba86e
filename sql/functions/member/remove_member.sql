create function neon_auth_api.remove_member(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own      neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted   text := neon_auth_internal.requested_organization(own, input);
  member   neon_auth.member := neon_auth_internal.lock_own_membership(wanted, own);
  named    text := input ->> 'memberIdOrEmail';
  by_email boolean := named like '%@%';
  target   neon_auth.member;
  config   neon_auth_internal.config;
begin
  if wanted is null then
    return json 'null';
  end if;

  select m.* into target
  from neon_auth.member m
  join neon_auth."user" u on u.id = m."userId"
  where m."organizationId" = member."organizationId"
    and case
      when by_email then neon_auth_internal.normalize_email(u.email) = neon_auth_internal.normalize_email(named)
      else m.id = auth.as_uuid(named)
    end;
  if target.id is null then
    perform neon_auth_internal.fail('MEMBER_NOT_FOUND');
  end if;

  select * into strict config from neon_auth_internal.config;
  if neon_auth_internal.has_role(target.role, config.creator_role)
    and (member.role <> config.creator_role or neon_auth_internal.is_last_owner(target))
  then
    perform neon_auth_internal.fail('ONLY_OWNER');
  elsif not neon_auth_internal.has_permission(member, 'member', 'delete')
    or not neon_auth_internal.may_give_roles(member, target.role)
  then
    perform neon_auth_internal.fail('DELETE_MEMBER_NOT_ALLOWED');
  end if;

  perform neon_auth_internal.end_membership(target, own);
  return json_build_object('member', case
    when by_email then neon_auth_internal.member_with_user_json(target)
    else neon_auth_internal.member_json(target)
  end);
end
$$;

comment on function neon_auth_api.remove_member(text, json) is
  'POST /organization/remove-member: {memberIdOrEmail, organizationId}, by default the active organization. Returns '
  'null without an organization. Fails with UNAUTHORIZED, MEMBER_NOT_FOUND, ONLY_OWNER, DELETE_MEMBER_NOT_ALLOWED.';
