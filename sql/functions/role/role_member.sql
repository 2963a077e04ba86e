-- role_member returns the caller's membership of the organization whose roles a request is about, by default the active
-- one, and makes other changes of it wait. Fails with `missing` when there is no organization, with NOT_A_MEMBER, and
-- with `refused` when the caller lacks the permission.
create function neon_auth_internal.role_member(
  own neon_auth.session, input json, action text, refused text, missing text default 'NO_ACTIVE_ORGANIZATION')
returns neon_auth.member
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted text := nullif(coalesce(input ->> 'organizationId', own."activeOrganizationId"), '');
  member neon_auth.member;
begin
  if wanted is null then
    perform neon_auth_internal.fail(missing);
  elsif action = 'read' then
    member := neon_auth_internal.find_own_member(wanted, own);
  else
    member := neon_auth_internal.lock_own_membership(wanted, own);
  end if;

  if member.id is null then
    perform neon_auth_internal.fail('NOT_A_MEMBER');
  elsif not neon_auth_internal.has_permission(member, 'ac', action) then
    perform neon_auth_internal.fail(refused);
  end if;
  return member;
end
$$;
