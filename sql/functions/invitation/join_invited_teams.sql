-- join_invited_teams adds a member of the organization to the teams of the invitation, and returns their ids.
create function neon_auth_internal.join_invited_teams(invitation_id uuid, user_id uuid)
returns uuid[]
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  -- Ordered by id, so that concurrent calls lock in the same order.
  select array_agg((neon_auth_internal.join_team(t."teamId", join_invited_teams.user_id))."teamId")
  from (
    select * from neon_auth.invitation_team t where t."invitationId" = join_invited_teams.invitation_id order by t."teamId"
  ) t
  cross join neon_auth_internal.organization_option o
  where o.teams
$$;
