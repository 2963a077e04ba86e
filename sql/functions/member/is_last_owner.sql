-- is_last_owner reports whether the organization would be left without an owner if this member left. Owners are the
-- members with the creator's role. The result is only reliable under the organization's lock.
create function neon_auth_internal.is_last_owner(m neon_auth.member)
returns boolean
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.has_role(m.role, c.creator_role) and not exists (
    select from neon_auth.member other
    where other."organizationId" = m."organizationId"
      and other.id <> m.id
      and neon_auth_internal.has_role(other.role, c.creator_role))
  from neon_auth_internal.config c
$$;
