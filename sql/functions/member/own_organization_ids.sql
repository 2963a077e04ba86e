-- own_organization_ids returns the organizations of the user for whom a policy runs. It is security definer, because a
-- policy on member that reads member would call itself.
create function neon_auth_internal.own_organization_ids()
returns setof uuid
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select m."organizationId"
  from neon_auth.member m
  where m."userId" = (select auth.uid())
    and neon_auth_internal.is_open_to_aal(m."organizationId", (select auth.aal()))
$$;
