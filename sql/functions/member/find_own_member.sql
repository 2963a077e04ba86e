-- find_own_member returns the caller's membership. Returns null when they are not a member. Fails with STEP_UP_REQUIRED
-- when the organization demands a second factor that the session has not proved.
create function neon_auth_internal.find_own_member(organization_id text, own neon_auth.session)
returns neon_auth.member
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  member neon_auth.member := neon_auth_internal.find_member(organization_id, own."userId");
begin
  perform neon_auth_internal.require_open(member."organizationId", own);
  return member;
end
$$;
