-- lock_membership waits for concurrent changes of the organization's members, returns a user's membership, and makes
-- later changes wait: what the caller counts then stays true. Returns null when the user is not a member.
create function neon_auth_internal.lock_membership(organization_id text, user_id uuid)
returns neon_auth.member
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  known neon_auth.member := neon_auth_internal.find_member(organization_id, user_id);
begin
  perform from neon_auth.organization o where o.id = known."organizationId" for no key update;
  return neon_auth_internal.find_member(organization_id, user_id);
end
$$;
