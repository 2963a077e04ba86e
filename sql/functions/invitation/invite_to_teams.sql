-- invite_to_teams stores the teams that an invitation is for, one id or a list, if the project uses teams. Fails with
-- TEAM_NOT_FOUND for a team of another organization, with TEAM_MEMBER_LIMIT_REACHED for a full one.
create function neon_auth_internal.invite_to_teams(made neon_auth.invitation, team_ids json)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  option neon_auth_internal.organization_option;
  named  record;
  team   neon_auth.team;
begin
  select * into strict option from neon_auth_internal.organization_option;
  if not option.teams then
    return;
  end if;

  for named in
    select t.id, t.position
    from unnest(string_to_array(nullif(neon_auth_internal.roles_text(team_ids), ''), ',')) with ordinality t (id, position)
  loop
    team := neon_auth_internal.find_team(named.id, made."organizationId");
    if (select count(*) from neon_auth."teamMember" m where m."teamId" = team.id) >= option.maximum_team_members then
      perform neon_auth_internal.fail('TEAM_MEMBER_LIMIT_REACHED');
    end if;
    insert into neon_auth.invitation_team values (made.id, team.id, named.position) on conflict do nothing;
  end loop;
end
$$;
