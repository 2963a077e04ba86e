-- lock_own_membership does what find_own_member does, and makes later changes of the organization's members wait.
create function neon_auth_internal.lock_own_membership(organization_id text, own neon_auth.session)
returns neon_auth.member
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  member neon_auth.member := neon_auth_internal.lock_membership(organization_id, own."userId");
begin
  perform neon_auth_internal.require_open(member."organizationId", own);
  return member;
end
$$;
