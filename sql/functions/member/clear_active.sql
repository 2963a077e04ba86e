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
