-- activate_team makes a team the session's active one. Null unsets it. It locks the membership, as
-- activate_organization does.
create function neon_auth_internal.activate_team(session_id uuid, team_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth.session_origin o
  set "activeTeamId" = (
    select m."teamId"
    from neon_auth."teamMember" m
    where m."teamId" = team_id
      and m."userId" = (select s."userId" from neon_auth.session s where s.id = activate_team.session_id)
    for key share)
  where o."sessionId" = activate_team.session_id
$$;
