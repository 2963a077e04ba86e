-- count_waiting returns the number of an organization's invitations that can still be accepted.
create function neon_auth_internal.count_waiting(organization_id uuid)
returns bigint
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select count(*)
  from neon_auth.invitation i
  where i."organizationId" = count_waiting.organization_id and i.status = 'pending' and i."expiresAt" > now()
$$;
