-- clear_all_active removes all active teams when memberships or team members are truncated, and with memberships all active
-- organizations.
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
