-- own_team_ids are the teams the policies' caller is in. A definer, as own_organization_ids is.
create function neon_auth_internal.own_team_ids()
returns setof uuid
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select m."teamId" from neon_auth."teamMember" m where m."userId" = (select auth.uid())
$$;
