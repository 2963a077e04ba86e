-- lock_membership gives somebody's membership as it is once everybody else who changes the organization's members
-- is done, and makes those who come later wait: what he counts then stays true. Null when he is no member.
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
