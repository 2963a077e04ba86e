-- check_role enforces maximumRolesPerOrganization on every write, including raw SQL. Writers that add roles to one
-- organization wait for each other.
create function neon_auth_internal.check_role()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from neon_auth.organization o where o.id = new."organizationId" for no key update;
  if (select count(*) from neon_auth."organizationRole" r where r."organizationId" = new."organizationId")
    >= (select o.maximum_roles from neon_auth_internal.organization_option o)
  then
    perform neon_auth_internal.fail('TOO_MANY_ROLES');
  end if;
  return new;
end
$$;

create trigger check_role
before insert on neon_auth."organizationRole"
for each row execute function neon_auth_internal.check_role();
