-- move_teams moves a user's teams in an organization to another member of it, unless this one is in them already.
create function neon_auth_internal.move_teams(organization_id uuid, from_user uuid, to_user uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.rename('teamMember', m.id, to_user::text)
  from neon_auth."teamMember" m
  join neon_auth.team t on t.id = m."teamId" and t."organizationId" = move_teams.organization_id
  where m."userId" = from_user
    and not exists (select from neon_auth."teamMember" k where k."teamId" = m."teamId" and k."userId" = to_user);
end
$$;
