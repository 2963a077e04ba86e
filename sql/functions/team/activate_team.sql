-- activate_team makes a team the session's active one; null: none is.
create function neon_auth_internal.activate_team(session_id uuid, team_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  update neon_auth.session_origin o set "activeTeamId" = team_id where o."sessionId" = session_id
$$;
