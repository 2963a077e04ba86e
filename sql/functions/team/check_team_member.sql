-- check_team_member enforces on every write, including raw SQL, that a team's members are members of its organization,
-- and no more than maximumMembersPerTeam. The locks keep others from joining at the same time, and make the end of a
-- membership wait, so that it removes this row too.
create function neon_auth_internal.check_team_member()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  joined neon_auth.team;
begin
  select * into joined from neon_auth.team t where t.id = new."teamId" for no key update;
  perform from neon_auth.member m
  where m."organizationId" = joined."organizationId" and m."userId" = new."userId"
  for key share;
  if not found then
    perform neon_auth_internal.fail('ORGANIZATION_NOT_YOURS');
  end if;

  if (select count(*) from neon_auth."teamMember" m where m."teamId" = joined.id and m.id <> new.id)
    >= (select o.maximum_team_members from neon_auth_internal.organization_option o)
  then
    perform neon_auth_internal.fail('TEAM_MEMBER_LIMIT_REACHED');
  end if;
  return new;
end
$$;

create trigger check_team_member
before insert or update on neon_auth."teamMember"
for each row execute function neon_auth_internal.check_team_member();
