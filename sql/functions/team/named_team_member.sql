-- named_team_member returns the team of the active organization that a request names, and the member of the
-- organization, whether they are in the team or not. It makes other changes of the organization's members wait. Fails
-- with NO_ACTIVE_ORGANIZATION, ORGANIZATION_NOT_YOURS, TEAM_NOT_FOUND, and with `refused` when the caller lacks the
-- permission.
create function neon_auth_internal.named_team_member(own neon_auth.session, input json, action text, refused text)
returns neon_auth."teamMember"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted text := nullif(own."activeOrganizationId", '');
  member neon_auth.member := neon_auth_internal.lock_own_membership(wanted, own);
  target neon_auth.member := neon_auth_internal.find_member(wanted, auth.as_uuid(input ->> 'userId'));
  named  neon_auth."teamMember";
begin
  if wanted is null then
    perform neon_auth_internal.fail('NO_ACTIVE_ORGANIZATION');
  elsif member.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  elsif not neon_auth_internal.has_permission(member, 'member', action) then
    perform neon_auth_internal.fail(refused);
  elsif target.id is null then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  end if;

  named."teamId" := (neon_auth_internal.find_team(input ->> 'teamId', member."organizationId")).id;
  named."userId" := target."userId";
  return named;
end
$$;
