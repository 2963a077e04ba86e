-- clear_active_team removes a team from the user's sessions when they leave it, also by raw SQL.
create function neon_auth_internal.clear_active_team()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and (new."teamId", new."userId") = (old."teamId", old."userId") then
    return null;
  end if;
  update neon_auth.session_origin o
  set "activeTeamId" = null
  from neon_auth.session s
  where s."userId" = old."userId" and o."sessionId" = s.id and o."activeTeamId" = old."teamId";
  return null;
end
$$;

create trigger clear_active_team
after delete or update of "teamId", "userId" on neon_auth."teamMember"
for each row execute function neon_auth_internal.clear_active_team();
