-- clear_active removes an organization and its teams from the user's sessions when the membership ends, also by raw
-- SQL, because apps trust the active organization.
create function neon_auth_internal.clear_active()
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
  update neon_auth.session_origin o
  set "activeTeamId" = null
  from neon_auth.session s
  where s."userId" = old."userId" and o."sessionId" = s.id and o."activeTeamId" is not null
    and (s."activeOrganizationId" = old."organizationId"::text or exists (
      select from neon_auth.team t where t.id = o."activeTeamId" and t."organizationId" = old."organizationId"));
  update neon_auth.session s
  set "activeOrganizationId" = null
  where s."userId" = old."userId" and s."activeOrganizationId" = old."organizationId"::text;
  return null;
end
$$;

create trigger clear_active
after delete or update of "organizationId", "userId" on neon_auth.member
for each row execute function neon_auth_internal.clear_active();

-- clear_active_team does the same when the user leaves a team.
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

-- clear_all_active runs after a truncate.
create function neon_auth_internal.clear_all_active()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update neon_auth.session_origin o set "activeTeamId" = null where o."activeTeamId" is not null;
  if tg_table_name = 'member' then
    update neon_auth.session s set "activeOrganizationId" = null where s."activeOrganizationId" is not null;
  end if;
  return null;
end
$$;

create trigger clear_all_active
after truncate on neon_auth.member
for each statement execute function neon_auth_internal.clear_all_active();

create trigger clear_all_active
after truncate on neon_auth."teamMember"
for each statement execute function neon_auth_internal.clear_all_active();
