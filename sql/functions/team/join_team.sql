-- join_team returns a user's membership of a team, and creates it if necessary. The trigger fails with
-- ORGANIZATION_NOT_YOURS, TEAM_MEMBER_LIMIT_REACHED.
create function neon_auth_internal.join_team(team_id uuid, user_id uuid)
returns neon_auth."teamMember"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  joined neon_auth."teamMember";
begin
  -- The lock keeps concurrent calls from creating it twice. The lookup comes first, because an existing member needs no
  -- free place.
  perform from neon_auth.team t where t.id = join_team.team_id for no key update;
  select * into joined
  from neon_auth."teamMember" m
  where m."teamId" = join_team.team_id and m."userId" = join_team.user_id;
  if not found then
    insert into neon_auth."teamMember" as m ("teamId", "userId")
    values (join_team.team_id, join_team.user_id)
    returning m.* into joined;
  end if;
  return joined;
end
$$;
