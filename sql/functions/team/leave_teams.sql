-- leave_teams removes a user from an organization's teams when their membership ends. When an anonymous user's membership
-- moves to an account, they move along.
create function neon_auth_internal.leave_teams()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and (new."organizationId", new."userId") = (old."organizationId", old."userId") then
    return null;
  end if;
  if tg_op = 'UPDATE' and current_setting('neon_auth.linked_user', true) = old."userId"::text then
    perform neon_auth_internal.move_teams(old."organizationId", old."userId", new."userId");
  end if;
  perform neon_auth_internal.remove('teamMember', array(
    select m.id
    from neon_auth."teamMember" m
    join neon_auth.team t on t.id = m."teamId"
    where m."userId" = old."userId" and t."organizationId" = old."organizationId"));
  return null;
end
$$;

create trigger leave_teams
after delete or update of "organizationId", "userId" on neon_auth.member
for each row execute function neon_auth_internal.leave_teams();
