-- role_name returns a role's name as it is stored. Only A to Z become small letters. Fails with ROLE_NAME_TAKEN for Better Auth's own roles, and with
-- INVALID_VALUE for a name that would be ambiguous in a member's list of roles.
create function neon_auth_internal.role_name(name text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  name := lower(name collate "C");
  if neon_auth_internal.is_predefined(name) then
    perform neon_auth_internal.fail('ROLE_NAME_TAKEN');
  elsif name !~ E'^[^\\s,]([^,]*[^\\s,])?$' then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  return name;
end
$$;
