-- check_team enforces maximumTeams on every write, including raw SQL. Writers that add teams to one organization wait
-- for each other. A team cannot move to another organization, because its members belong to this one.
create function neon_auth_internal.check_team()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    if new."organizationId" <> old."organizationId" then
      perform neon_auth_internal.fail('TEAM_NOT_FOUND');
    end if;
    return new;
  end if;

  perform from neon_auth.organization o where o.id = new."organizationId" for no key update;
  if (select count(*) from neon_auth.team t where t."organizationId" = new."organizationId")
    >= (select o.maximum_teams from neon_auth_internal.organization_option o)
  then
    perform neon_auth_internal.fail('TOO_MANY_TEAMS');
  end if;
  return new;
end
$$;

create trigger check_team
before insert or update on neon_auth.team
for each row execute function neon_auth_internal.check_team();
