-- A result with a failure that must not roll back the transaction.
create view neon_auth_api.organization_row as
select ''::text as failure, false as activated, '{}'::json as body;

create function neon_auth_api.get_full_organization(token_hash text, input json)
returns setof neon_auth_api.organization_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash);
  wanted  text := neon_auth_internal.chosen_organization(own, input);
  member  neon_auth.member;
  found_o neon_auth.organization;
  members bigint := coalesce(
    neon_auth_internal.whole_number(input ->> 'membersLimit'),
    (select c.membership_limit from neon_auth_internal.config c));
begin
  if wanted is null then
    return query select '', false, 'null'::json;
    return;
  end if;

  select * into found_o from neon_auth.organization o where o.id = auth.as_uuid(wanted);
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_FOUND');
  end if;

  member := neon_auth_internal.find_own_member(wanted, own);
  if member.id is null then
    perform neon_auth_internal.activate_organization(own.id, null);
    return query select 'ORGANIZATION_CLOSED', false, 'null'::json;
    return;
  end if;

  return query select '', false, (
    neon_auth_internal.organization_json(found_o) || jsonb_build_object(
      'invitations', neon_auth_internal.invitations_json(member),
      'members', (
        select coalesce(jsonb_agg(neon_auth_internal.member_with_user_json(m)), '[]')
        from (
          select * from neon_auth.member m
          where m."organizationId" = found_o.id
          order by m."createdAt", m.id
          limit members
        ) as m))
    || case when o.teams then jsonb_build_object('teams', neon_auth_internal.teams_json(found_o.id)) else '{}' end)::json
    from neon_auth_internal.organization_option o;
end
$$;

comment on function neon_auth_api.get_full_organization(text, json) is
  'GET /organization/get-full-organization: {organizationId, organizationSlug, membersLimit}, by default the active '
  'organization. Returns null without an organization. If the caller is not a member, returns the failure '
  'ORGANIZATION_CLOSED and unsets the session''s active organization. Fails with UNAUTHORIZED, '
  'ORGANIZATION_NOT_FOUND, INVALID_VALUE.';
