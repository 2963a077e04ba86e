-- own_team_ids returns the teams of the user for whom a policy runs. It is security definer, for the same reason as
-- own_organization_ids.
create function neon_auth_internal.own_team_ids()
returns setof uuid
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select m."teamId"
  from neon_auth."teamMember" m
  join neon_auth.team t on t.id = m."teamId"
  where m."userId" = (select auth.uid())
    and neon_auth_internal.is_open_to_aal(t."organizationId", (select auth.aal()))
$$;
