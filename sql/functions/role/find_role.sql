-- find_role returns the role that a request names by roleName or roleId. Fails with ROLE_UNKNOWN.
create function neon_auth_internal.find_role(organization_id uuid, input json)
returns neon_auth."organizationRole"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  found_one neon_auth."organizationRole";
begin
  select * into found_one
  from neon_auth."organizationRole" r
  where r."organizationId" = find_role.organization_id
    and case
      when input ->> 'roleName' <> '' then r.role = input ->> 'roleName'
      else r.id = auth.as_uuid(input ->> 'roleId')
    end;
  if not found then
    perform neon_auth_internal.fail('ROLE_UNKNOWN');
  end if;
  return found_one;
end
$$;
